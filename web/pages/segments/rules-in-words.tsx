// The rules of a segment as sentences, for who does not build them.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnType } from '../../../src/contract/columns.ts';
import { useFormat } from '../../ui/format.ts';
import { type ApiRule, fromRules, idsFrom } from './builder-rules.ts';
import type { Comparison, GroupNode, RelatedNode, RuleTreeNode } from './builder-tree.ts';
import { aggregateType, valueKind } from './comparisons.ts';
import type { RuleTables } from './segment-queries.ts';
import { useOperatorWord } from './use-operator-word.ts';

const useStyles = makeStyles({
  rules: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  lead: { margin: 0, color: tokens.colorNeutralForeground2 },
  list: {
    margin: 0,
    marginBlockStart: tokens.spacingVerticalXS,
    paddingInlineStart: tokens.spacingHorizontalXL,
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    overflowWrap: 'anywhere',
  },
});

type Props = { rules: ApiRule[]; tables: RuleTables | undefined };

export function RulesInWords({ rules, tables }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const tree = useMemo(() => fromRules(rules, idsFrom(0).take), [rules]);
  return (
    <div className={styles.rules}>
      {tree.map(({ id, set, where }, index) => (
        <div key={id}>
          <p className={styles.lead}>
            {t(index === 0 ? 'words.first' : `words.${set}`)}{' '}
            {where.nodes.length > 1 ? t(`words.${where.match}`) : ''}
          </p>
          <Conditions group={where} scope="" tables={tables} />
        </div>
      ))}
    </div>
  );
}

type Scoped = { scope: string; tables: RuleTables | undefined };

function Conditions({ group, ...scoped }: Scoped & { group: GroupNode }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {group.nodes.map((node) => (
        <li key={node.id}>
          <Words node={node} {...scoped} />
        </li>
      ))}
    </ul>
  );
}

function Words({ node, scope, tables }: Scoped & { node: RuleTreeNode }) {
  const { t } = useTranslation('segments');
  const compared = useComparisonWords();
  switch (node.kind) {
    case 'attribute':
      return (
        <>
          <strong>{node.attribute}</strong> {compared(node, typeOf(tables, scope, node.attribute))}
        </>
      );
    case 'group':
      return (
        <>
          {t(`words.${node.match}`)}
          <Conditions {...{ group: node, scope, tables }} />
        </>
      );
    case 'related':
      return <RelatedWords node={node} tables={tables} />;
  }
}

function RelatedWords({ node, tables }: { node: RelatedNode; tables: RuleTables | undefined }) {
  const { t } = useTranslation('segments');
  const compared = useComparisonWords();
  const { table, aggregate, where } = node;
  const sentence = () => {
    if (aggregate === undefined) return t('words.has', { table });
    const { fn, column } = aggregate;
    const type = column === undefined ? undefined : typeOf(tables, table, column);
    const comparison = compared(aggregate, aggregateType(fn, type));
    if (fn === 'count' && column === undefined) return t('words.count', { table, comparison });
    const key = fn === 'count' ? 'countOf' : fn;
    return t(`words.${key}`, { table, column, comparison });
  };
  return (
    <>
      {sentence()}
      {where === undefined ? null : (
        <>
          , {t(where.match === 'all' ? 'words.whereAll' : 'words.whereAny')}
          <Conditions group={where} scope={table} tables={tables} />
        </>
      )}
    </>
  );
}

function typeOf(tables: RuleTables | undefined, scope: string, name: string): ColumnType {
  const table = scope === '' ? tables?.profiles : tables?.related.find((each) => each.name === scope);
  return table?.columns.find((column) => column.name === name)?.type ?? 'text';
}

const mostListed = 20;

/** "is at least 500", "is one of SE and NO", "is in the last 30 days". */
function useComparisonWords(): (comparison: Comparison, type: ColumnType) => string {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const wordOf = useOperatorWord();
  return (comparison, type) => {
    const { op, value } = comparison;
    const one = (each: string | number | boolean): string => {
      if (typeof each === 'number') return format.number(each);
      if (typeof each === 'boolean') return t(each ? 'builder.true' : 'builder.false');
      if (kind.of !== 'date') return t('words.quoted', { value: each });
      // A day stands for itself, wherever one is; a moment is shown in the time of who reads it.
      return /T|\s/.test(each) && !Number.isNaN(Date.parse(each)) ? format.dateTime(each) : each;
    };
    const kind = valueKind(type, comparison);
    const word = wordOf(op, kind.of);
    if (value === undefined) return word;
    if (Array.isArray(value)) {
      if (op === 'between') return `${word} ${value.map(one).join(` ${t('builder.and')} `)}`;
      const more = value.length > mostListed ? ' …' : '';
      return `${word} ${value.slice(0, mostListed).map(one).join(', ')}${more}`;
    }
    if (typeof value === 'object') return `${word} ${format.number(value.n)} ${t(`units.${value.unit}`)}`;
    return `${word} ${one(value)}`;
  };
}
