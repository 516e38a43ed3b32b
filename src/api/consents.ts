import type { Context } from '../context.ts';
import { Consents, ConsentText, consentText, consentVersion } from '../contract/consent.ts';
import { pageQuery } from '../contract/lists.ts';
import { listConsents } from '../store/consents.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

const tags = ['Connections'];

export function consentRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/consent',
    {
      config: { call: 'consent.read' },
      schema: {
        tags,
        summary: 'Read the text on data privacy and compliance',
        response: answer(200, ConsentText),
      },
    },
    async () => ({ version: consentVersion, text: consentText }),
  );

  app.get(
    '/api/consents',
    {
      config: { call: 'connections.consents' },
      schema: {
        tags,
        summary: 'Who agreed to which text, when, and when that ended',
        description: 'Also of connections and of people that are gone.',
        querystring: pageQuery(['acceptedAt', 'connectionName']),
        response: answer(200, Consents),
      },
    },
    ({ query }) => listConsents(ctx.db, query),
  );
}
