// Calls about exports and their runs, typed by the OpenAPI document.
import { type Answer, api, ask, type Schemas } from './client.ts';
import { ProblemError } from './problem-error.ts';
import type { paths } from './schema.d.ts';

export type Run = Schemas['Run'];
export type Export = Schemas['Export'];
export type ExportInput = paths['/api/exports']['post']['requestBody']['content']['application/json'];
export type Table = Answer<'/api/tables/{name}'>;
export type Schedule = Export['schedule'];
export type Mapping = Export['mapping'];
export type Members = Answer<'/api/exports/members', 'post'>;
type RunPlan = Answer<'/api/runs/{id}/plan'>;
/** Of a run; a dry run of an export has less of it. */
export type Plan = Omit<RunPlan, 'losing'> & Partial<Pick<RunPlan, 'losing'>>;
export type RunAll = Answer<'/api/exports/run-all', 'post', 202>;
export type FoundContact = Answer<'/api/contacts/find', 'post'>['items'][number];

/** Null where there is nothing to show. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}

const at = (id: string) => ({ params: { path: { id } } });

export type ExportPreview = Answer<'/api/exports/preview', 'post'>;
type PreviewInput = paths['/api/exports/preview']['post']['requestBody']['content']['application/json'];

/** The first contacts of an export that is still being put together, as they would be sent. */
export const previewExport = (body: PreviewInput): Promise<ExportPreview> =>
  ask(api.POST('/api/exports/preview', { body }));

export const exportMembers = (segmentIds: string[], connectionId: string | undefined): Promise<Members> =>
  ask(
    api.POST('/api/exports/members', {
      body: { segmentIds, ...(connectionId === undefined ? {} : { connectionId }) },
    }),
  );

export const duplicateExport = (id: string, name?: string): Promise<Export> =>
  ask(api.POST('/api/exports/{id}/duplicate', { ...at(id), body: name === undefined ? {} : { name } }));

export const runAllExports = (): Promise<RunAll> => ask(api.POST('/api/exports/run-all'));

export const setSchedules = (exportIds: string[], schedule: Schedule | null): Promise<{ items: Export[] }> =>
  ask(api.POST('/api/exports/schedules', { body: { exportIds, schedule } }));

/** Takes back what the export put into Omnisend; the export goes when that has ended. */
export const takeBackExport = (id: string): Promise<Run> =>
  ask(
    api.DELETE('/api/exports/{id}', { params: { path: { id }, query: { contacts: 'takeBack' } } }),
  ) as Promise<Run>;

/** @param heldAt of the hold that was looked at */
export const confirmRun = (id: string, heldAt: string): Promise<Run> =>
  ask(api.POST('/api/runs/{id}/confirm', { params: { path: { id }, query: { heldAt } } }));

/** Null before there is a plan, and when its files are no longer kept. */
export const runPlan = (id: string): Promise<RunPlan | null> =>
  orNull(ask(api.GET('/api/runs/{id}/plan', at(id))));

export const findContact = (email: string): Promise<{ items: FoundContact[] }> =>
  ask(api.POST('/api/contacts/find', { body: { email } }));
