# The front door in a container: the same server, before the tables of a stack that pushes (docs/guide/deploy.md).
#   docker build --tag sluice .
FROM node:24.21.0-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY scripts/linkNode.js scripts/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build -- package && mv dist/sluice-*.tgz sluice.tgz

FROM node:24.21.0-slim
COPY --from=build /build/sluice.tgz /tmp/
RUN npm install --global --offline --no-audit --no-fund /tmp/sluice.tgz
# Nothing is kept in the container: messages, settings and secrets are where the stack has them.
USER node
ENV NODE_ENV=production SLUICE_HOST=0.0.0.0 SLUICE_PORT=9324 SLUICE_DATA=/tmp/sluice
EXPOSE 9324
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SLUICE_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["sluice"]
CMD ["serve", "--store", "dynamo", "--auth", "on", "--push", "off"]
