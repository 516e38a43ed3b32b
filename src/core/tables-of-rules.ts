// Which related tables rules speak of: what must be there, and fresh, before they can be evaluated.
import type { Condition, Group, Rule } from '../contract/rules.ts';

/** Names as the rules write them, each once. */
export function tablesOfRules(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((rule) => tablesOf(rule.where)))];
}

function tablesOf(node: Group | Condition): string[] {
  if ('all' in node) return node.all.flatMap(tablesOf);
  if ('any' in node) return node.any.flatMap(tablesOf);
  if ('attribute' in node) return [];
  return [node.table, ...(node.where === undefined ? [] : tablesOf(node.where))];
}
