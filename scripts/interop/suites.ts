import type { Protocol, Suite, TextForOthers } from './suite.ts'

const python = (name: string, pins: string, source: string, protocol: Protocol = 'sqs'): Suite => ({
  name,
  protocol,
  folders: ['python'],
  probe: ['python3', '-c', 'import venv, ensurepip'],
  missing: 'Python 3 with venv',
  prepare: [
    ['python3', '-m', 'venv', 'venv'],
    ['venv/bin/pip', 'install', '--quiet', '--requirement', pins],
  ],
  run: ['venv/bin/python', '-W', 'ignore', source],
})

const javascript = (name: string, folder: string, pins: string, protocol: Protocol = 'sqs'): Suite => ({
  name,
  protocol,
  folders: [folder, `${folder}/${pins}`],
  probe: [process.execPath, '--version'],
  missing: 'Node',
  prepare: [['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error']],
  run: [process.execPath, '--test', '--test-reporter=tap', 'suite.mjs'],
})

const java = (name: string, folder: string, protocol: Protocol = 'sqs'): Suite => ({
  name,
  protocol,
  folders: [folder],
  probe: ['mvn', '--version'],
  missing: 'a JDK from 17 on, and Maven',
  prepare: [['mvn', '--quiet', '--batch-mode', 'compile']],
  run: ['mvn', '--quiet', '--batch-mode', 'exec:java'],
})

const go = (name: string, folder: string, protocol: Protocol = 'sqs'): Suite => ({
  name,
  protocol,
  folders: [folder],
  probe: ['go', 'version'],
  missing: 'Go from 1.24 on',
  prepare: [['go', 'build', '-o', 'suite', '.']],
  run: ['./suite'],
})

const goMns = go('mns: aliyun-mns-go-sdk 1.0.11 for Go', 'mnsGo', 'mns')
// What topics push is checked by the example that comes with the SDK, so it is built too.
const verifier = ['sh', 'verifier.sh'] as const

const leavesText = (client: string): { leavesText: TextForOthers } => ({
  leavesText: { queue: `text-from-${client}`, text: 'héllo "x"\n😀 \u2028' },
})

/** Clients of SQS by the protocol that they speak, old ones before new ones; and those of MNS. */
export const suites: readonly Suite[] = [
  {
    ...python('boto 2.49 (Query)', 'boto2.txt', 'boto2_suite.py'),
    probe: ['python3', '-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info >= (3, 12))'],
    missing: 'Python 3 up to 3.11 with venv: boto 2 imports by a way that later ones no longer have',
  },
  { ...python('boto3 1.26 (Query)', 'boto3Query.txt', 'boto3_suite.py'), ...leavesText('boto3-query') },
  { ...python('boto3 1.44 (JSON)', 'boto3.txt', 'boto3_suite.py'), ...leavesText('boto3-json') },
  python('kombu and Celery 5.7', 'celery.txt', 'celery_suite.py'),
  javascript('aws-sdk for JavaScript 2.1400 (Query)', 'javascript', 'query'),
  javascript('aws-sdk for JavaScript 2.1693 (JSON)', 'javascript', 'json'),
  go('aws-sdk-go 1.44 (Query)', 'go1'),
  go('aws-sdk-go-v2 (JSON)', 'go2'),
  java('aws-sdk for java 1.12.500 (Query)', 'java1'),
  java('aws-sdk for java 2.31 (JSON)', 'java2'),
  javascript('mns: ali-mns 2.6 for JavaScript', 'mnsJavascript', 'aliMns', 'mns'),
  javascript('mns: @alicloud/mns 1.2 for JavaScript', 'mnsJavascript', 'alicloudMns', 'mns'),
  python('mns: aliyun-mns-sdk 1.2 for Python', 'mns122.txt', 'mns_suite.py', 'mns'),
  python('mns: aliyun-mns-sdk 1.3 for Python', 'mns130.txt', 'mns_suite.py', 'mns'),
  java('mns: aliyun-sdk-mns 2.0 for Java (both signatures)', 'mnsJava', 'mns'),
  { ...goMns, prepare: [verifier, ...goMns.prepare] },
]
