import { Command } from 'commander'
import type { PushCertificate } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { tellDone } from '../show.ts'
import { printLine, type World } from '../world.ts'

export const certificateCommand = (world: World): Command =>
  new Command('certificate')
    .summary('the certificate that pushes are signed with')
    .description('Shows and changes the certificate with which endpoints check that a push is from this installation.')
    .addCommand(showCommand(world))
    .addCommand(rotateCommand(world))

const showCommand = (world: World): Command =>
  dataCommand('show', world)
    .summary('print it')
    .description('Prints the certificate that signs now, in PEM; with --json its id and when it was made as well.')
    .action(async (flags: CommonFlags) => {
      const certificate = await connect(flags, world).pushCertificate()
      await printLine(world, flags.json ? JSON.stringify(certificate) : pemOf(certificate))
    })

const rotateCommand = (world: World): Command =>
  dataCommand('rotate', world)
    .summary('make a new one')
    .description('Makes a new certificate, which signs within a minute. The one before is served for 30 days more.')
    .action(async (flags: CommonFlags) => {
      const { id } = await connect(flags, world).rotatePushCertificate()
      await tellDone(world, flags, 'made', id)
    })

const pemOf = ({ pem }: PushCertificate): string => pem.trimEnd()
