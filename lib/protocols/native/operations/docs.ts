import { type Operation, operation } from '../operation.ts'

/** Of all the routes, this one included; so they are asked for when they are wanted. */
export const docs = (routes: () => readonly Operation[]) =>
  operation({
    id: 'docs',
    method: 'GET',
    path: '/docs',
    function: 'manage',
    open: true,
    summary: 'This API as a page to read',
    replies: { 200: { description: 'A page that needs nothing but itself.', contentType: 'text/html; charset=utf-8' } },
    problems: [],
    async handle() {
      const { docsPage } = await import('../document/page.ts')
      return {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        },
        body: docsPage(routes()),
      }
    },
  })
