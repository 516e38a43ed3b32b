// The API as functions: the command line, the tests and the web app speak to the server through this.
import { applyCalls } from './apply.ts';
import { auditCalls } from './audit.ts';
import { fileCalls, segmentCalls, sourceCalls, tableCalls } from './data.ts';
import { connectionCalls, consentCalls, exportCalls } from './destinations.ts';
import { noticeCalls, preferenceCalls, webhookCalls } from './notices.ts';
import { sessionCalls, setUpCalls, tokenCalls, userCalls } from './people.ts';
import { runCalls } from './runs.ts';
import { refreshCalls, taskCalls } from './tasks.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export type Client = ReturnType<typeof createClient>;

export function createClient(options: TransportOptions) {
  const transport = createTransport(options);
  return {
    session: sessionCalls(transport),
    setUp: setUpCalls(transport),
    tokens: tokenCalls(transport),
    users: userCalls(transport),
    sources: sourceCalls(transport),
    files: fileCalls(transport),
    tables: tableCalls(transport),
    segments: segmentCalls(transport),
    connections: connectionCalls(transport),
    consents: consentCalls(transport),
    exports: exportCalls(transport),
    runs: runCalls(transport),
    tasks: taskCalls(transport),
    refresh: refreshCalls(transport),
    notices: noticeCalls(transport),
    preferences: preferenceCalls(transport),
    webhooks: webhookCalls(transport),
    apply: applyCalls(transport),
    audit: auditCalls(transport),
  };
}
