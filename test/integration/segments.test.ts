import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rule } from '../../src/contract/rules.ts';
import { evaluateSegment } from '../../src/lake/members.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { evaluateRules } from '../support/evaluate-rules.ts';
import { openSmallLake, type SmallLake } from '../support/small-lake.ts';
import { smallRules, smallWorld } from '../support/small-tables.ts';

let small: SmallLake;
beforeAll(async () => {
  small = await openSmallLake();
});
afterAll(() => small.close());

async function membersOf(rules: Rule[], tables: TableSnapshot[], now: Date): Promise<string[]> {
  const { lake, storage } = small;
  const snapshot = await evaluateSegment(lake, storage, { rules, tables, now, file: 'members/one.parquet' });
  const rows = await lake.use((duck) =>
    duck.rows(`SELECT customer_id FROM read_parquet('${storage.path(snapshot.file)}')`),
  );
  expect(rows).toHaveLength(snapshot.members);
  return rows.map((row) => String(row.customer_id));
}

test('any rules over any small table give the same members as plain JavaScript', {
  timeout: 300_000,
}, async () => {
  const now = new Date('2024-03-31T12:00:00Z');
  const worlds = fc.tuple(smallWorld, fc.array(smallRules, { minLength: 3, maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(worlds, async ([world, ruleLists]) => {
      const tables = [
        await small.write(world.profiles, 'profiles'),
        await small.write(world.orders, 'related'),
      ];
      for (const rules of ruleLists) {
        for (const rule of rules) Rule.parse(rule);
        const expected = evaluateRules(rules, world.profiles, [world.orders], now).sort();
        const members = await membersOf(rules, tables, now);
        expect(members.sort()).toEqual(expected);
      }
    }),
    { numRuns: 150 },
  );
});
