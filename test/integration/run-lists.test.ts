// Every row has a known fate: who is not at Omnisend after a run is in a list, with the reason.
import { afterEach, expect, it } from 'vitest';
import { listRejections, rejectionsCsv } from '../../src/engine/list-rejections.ts';
import { ids, openRig, type Rig, someProfiles } from '../support/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

it('lists rejections, duplicates and warnings of a run, in pages and as CSV', async () => {
  rig = await openRig({ sandbox: { fail: ['item:email=person7@'] } });
  await rig.putProfiles([
    ...someProfiles(10, () => ({ phone: '070-174 06 05', country: 'Sverige' })),
    { id: 11, email: 'not an address', firstName: '=1+1', phone: null, country: null },
    { id: 12, email: '  ', firstName: 'x', phone: null, country: null },
    { id: 13, email: ' PERSON1@example.com ', firstName: 'y', phone: null, country: null },
    { id: 14, email: 'person14@example.com', firstName: 'z', phone: 'none', country: 'Sverige' },
  ]);
  const segment = await rig.putSegment('All', ids(1, 14));
  const mapping = { firstName: 'firstName', phone: 'phone', country: 'country' };
  const run = await rig.run(await rig.addExport({ segments: [segment], mapping }));
  expect(run).toMatchObject({
    status: 'successful',
    counts: { members: 14, invalid: 2, duplicates: 1, contacts: 11, upserts: 11, accepted: 10, rejected: 1 },
  });
  const list = async (kind: 'rejections' | 'duplicates' | 'warnings', q?: string) =>
    listRejections(rig.ctx, run.id, { kind, limit: 50, offset: 0, q });
  const rejections = await list('rejections');
  expect(rejections.total).toBe(3);
  expect(Object.fromEntries(rejections.items.map(({ customerId, code }) => [customerId, code]))).toEqual({
    7: 'itemRejected',
    11: 'emailInvalid',
    12: 'emailMissing',
  });
  for (const { reason } of rejections.items) expect(reason).toMatch(/\.$/);
  expect((await list('rejections', 'PERSON7')).items).toHaveLength(1);
  expect((await list('duplicates')).items).toMatchObject([{ customerId: '13', detail: 'kept: 1' }]);
  const warnings = await list('warnings');
  expect(warnings.items.map(({ code }) => code)).toContain('phoneInvalid');
  expect(warnings.total).toBe(run.counts.warnings);

  let csv = '';
  for await (const piece of rejectionsCsv(rig.ctx, run.id, 'rejections')) csv += piece;
  expect(csv.trim().split('\r\n')).toHaveLength(4);
});
