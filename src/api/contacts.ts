import type { Context } from '../context.ts';
import { ContactQuery, FoundContact } from '../contract/contacts.ts';
import { findContact } from '../engine/find-contact.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

export function contactRoutes(app: App, ctx: Context): void {
  app.post(
    '/api/contacts/find',
    {
      config: { call: 'contacts.find' },
      schema: {
        tags: ['Runs'],
        summary: 'What became of one address in every run whose files are kept',
        description: 'A POST that only reads: the address must not stand in the address of the call.',
        body: ContactQuery,
        response: answer(200, FoundContact, 'notFound', 'planCorrupt', 'ledgerCorrupt'),
      },
    },
    ({ body }) => findContact(ctx, body),
  );
}
