import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'

/** Removes whatever is in a bucket without versions, a thousand at a time as S3 lists them. Answers how many there were; throws where one stays. */
export async function emptyBucket(bucket: string, region: string): Promise<number> {
  const client = new S3Client({ region })
  try {
    for (let removed = 0; ; ) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
      if (Contents.length === 0) return removed
      const Delete = { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true }
      const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }))
      if (Errors.length > 0)
        throw new Error(`${Errors[0]!.Key} cannot be removed from ${bucket}: ${Errors[0]!.Message}`)
      removed += Contents.length
    }
  } finally {
    client.destroy()
  }
}
