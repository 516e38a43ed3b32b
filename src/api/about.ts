import type { Context } from '../context.ts';
import { About } from '../contract/about.ts';
import { about } from '../engine/about.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

export function aboutRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/about',
    {
      config: { call: 'about.read' },
      schema: { tags: ['Health'], summary: 'What runs here', response: answer(200, About) },
    },
    () => about(ctx),
  );
}
