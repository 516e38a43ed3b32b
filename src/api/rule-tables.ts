import type { Context } from '../context.ts';
import type { Rule } from '../contract/rules.ts';
import { assertRules, type RuleTables } from '../core/rules.ts';
import { allTables, profileTableOf, type StoredTable } from '../store/tables.ts';

/**
 * The tables that were read, once the rules are known to fit them.
 * Throws `notIngested` or `ruleInvalid`, with every place that does not fit.
 */
export async function tablesFor(ctx: Context, rules: readonly Rule[]): Promise<StoredTable[]> {
  const tables = await allTables(ctx.db);
  assertRules(rules, ruleTablesOf(tables));
  return tables;
}

function ruleTablesOf(tables: StoredTable[]): RuleTables {
  return { profiles: profileTableOf(tables), related: tables.filter(({ kind }) => kind === 'related') };
}
