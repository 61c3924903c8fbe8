import { acrossGuards } from './across.ts'
import { actionGuards } from './actions.ts'
import { applyGuards } from './apply.ts'
import { batchGuards } from './batches.ts'
import { bodiesGuards } from './bodies.ts'
import { clientGuards } from './client.ts'
import { deadLetterCountsGuards } from './deadLetterCounts.ts'
import { deadLettersGuards } from './deadLetters.ts'
import { doctorGuards } from './doctor.ts'
import { domainGuards } from './domain.ts'
import { dynamoDocumentsGuards } from './dynamoDocuments.ts'
import { dynamoFrozenGuards } from './dynamoFrozen.ts'
import { dynamoKeepingGuards } from './dynamoKeeping.ts'
import { dynamoLeavingGuards } from './dynamoLeaving.ts'
import { dynamoLevelsGuards } from './dynamoLevels.ts'
import { dynamoLookingGuards } from './dynamoLooking.ts'
import { dynamoOrderedPollingGuards } from './dynamoOrderedPolling.ts'
import { dynamoOrderedPublishingGuards } from './dynamoOrderedPublishing.ts'
import { dynamoOrderedSettlingGuards } from './dynamoOrderedSettling.ts'
import { dynamoSendingGuards } from './dynamoSending.ts'
import { dynamoSettlingGuards } from './dynamoSettling.ts'
import { dynamoTakingGuards } from './dynamoTaking.ts'
import { dynamoTextsGuards } from './dynamoTexts.ts'
import { dynamoWiringGuards } from './dynamoWiring.ts'
import { embeddedFileGuards } from './embeddedFile.ts'
import { embeddedOperationsGuards } from './embeddedOperations.ts'
import { embeddedTablesGuards } from './embeddedTables.ts'
import { eventGuards } from './events.ts'
import { exchangeGuards } from './exchange.ts'
import { expiryGuards } from './expiry.ts'
import { fairGroupsGuards } from './fairGroups.ts'
import type { Guard } from './guard.ts'
import { identityGuards } from './identity.ts'
import { inFlightGuards } from './inFlight.ts'
import { memoryGuards } from './memory.ts'
import { mnsGuards } from './mns.ts'
import { nextVersionGuards } from './nextVersion.ts'
import { orderedGuards } from './ordered.ts'
import { orderedEmbeddedGuards } from './orderedEmbedded.ts'
import { parkingGuards } from './parking.ts'
import { priorityGuards } from './priorities.ts'
import { publishLimitGuards } from './publishLimit.ts'
import { pushGuards } from './push.ts'
import { queueMetricsGuards } from './queueMetrics.ts'
import { redriveGuards } from './redrive.ts'
import { retryGuards } from './retry.ts'
import { signatureGuards } from './signatures.ts'
import { sqsGuards } from './sqs.ts'
import { sqsCasesGuards } from './sqsCases.ts'
import { stackChecksGuards } from './stackChecks.ts'
import { storeGuards } from './store.ts'
import { tidyGuards } from './tidy.ts'
import { topicGuards } from './topics.ts'
import { tracesGuards } from './traces.ts'
import { triggerGuards } from './triggers.ts'
import { usedQueueGuards } from './usedQueue.ts'
import { wakingGuards } from './waking.ts'

/** Every guard that `npm run test:guards` breaks. */
export const guards: readonly Guard[] = [
  ...doctorGuards,
  ...domainGuards,
  ...actionGuards,
  ...acrossGuards,
  ...identityGuards,
  ...signatureGuards,
  ...exchangeGuards,
  ...deadLettersGuards,
  ...deadLetterCountsGuards,
  ...queueMetricsGuards,
  ...redriveGuards,
  ...usedQueueGuards,
  ...topicGuards,
  ...tracesGuards,
  ...triggerGuards,
  ...retryGuards,
  ...clientGuards,
  ...applyGuards,
  ...mnsGuards,
  ...sqsGuards,
  ...sqsCasesGuards,
  ...eventGuards,
  ...publishLimitGuards,
  ...inFlightGuards,
  ...dynamoDocumentsGuards,
  ...dynamoWiringGuards,
  ...dynamoFrozenGuards,
  ...dynamoSendingGuards,
  ...dynamoKeepingGuards,
  ...dynamoTextsGuards,
  ...dynamoLeavingGuards,
  ...dynamoLookingGuards,
  ...dynamoLevelsGuards,
  ...dynamoTakingGuards,
  ...dynamoSettlingGuards,
  ...dynamoOrderedPublishingGuards,
  ...dynamoOrderedPollingGuards,
  ...dynamoOrderedSettlingGuards,
  ...bodiesGuards,
  ...memoryGuards,
  ...embeddedOperationsGuards,
  ...embeddedTablesGuards,
  ...embeddedFileGuards,
  ...nextVersionGuards,
  ...orderedGuards,
  ...orderedEmbeddedGuards,
  ...parkingGuards,
  ...storeGuards,
  ...priorityGuards,
  ...expiryGuards,
  ...fairGroupsGuards,
  ...pushGuards,
  ...batchGuards,
  ...wakingGuards,
  ...tidyGuards,
  ...stackChecksGuards,
]
