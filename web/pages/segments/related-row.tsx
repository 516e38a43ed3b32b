// A condition on the rows of a related table: which of them, and what about them.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Filter20Regular } from '@fluentui/react-icons/svg/filter';
import { useTranslation } from 'react-i18next';
import type { AggregateFunction, Operator } from '../../../src/contract/rules.ts';
import type { AggregateNode, RelatedNode } from './builder-tree.ts';
import { useBuilding } from './building.ts';
import { ComparisonFields } from './comparison-fields.tsx';
import { aggregateOperatorsFor, aggregateType, fitsAggregate } from './comparisons.ts';
import { GroupBox } from './group-box.tsx';
import { NodeRow, useWrongParts } from './node-row.tsx';
import { Pick } from './pick.tsx';
import type { Column } from './segment-queries.ts';
import { useColumnOptions } from './use-column-options.ts';

const useStyles = makeStyles({
  table: { fontWeight: tokens.fontWeightSemibold },
  where: { paddingBlockStart: tokens.spacingVerticalXS },
});

const functions = ['any', 'count', 'sum', 'avg', 'min', 'max'] as const;

export function RelatedRow({ node }: { node: RelatedNode }) {
  const { t } = useTranslation('segments');
  const styles = useStyles();
  const { dispatch, related } = useBuilding();
  const table = related.find(({ name }) => name === node.table);
  const { aggregate, where } = node;
  const change = (next: AggregateNode | undefined, typing?: string) =>
    dispatch({
      do: 'change',
      node: { ...node, aggregate: next },
      ...(typing === undefined ? {} : { typing }),
    });
  const below =
    where === undefined ? (
      <Button
        size="small"
        appearance="subtle"
        icon={<Filter20Regular />}
        onClick={() => dispatch({ do: 'addWhere', id: node.id })}
      >
        {t('builder.addWhere')}
      </Button>
    ) : (
      <div className={styles.where}>
        <GroupBox group={where} scope={node.table} title={t('builder.whereTitle')} />
      </div>
    );
  return (
    <NodeRow id={node.id} name={node.table || t('builder.table')} below={below}>
      <Pick
        label={t('builder.aggregate')}
        value={aggregate?.fn ?? 'any'}
        options={functions.map((value) => ({ value, label: t(`functions.${value}`) }))}
        onChange={(fn) =>
          change(fn === 'any' ? undefined : withFunction(aggregate, fn, table?.columns ?? []))
        }
      />
      {aggregate === undefined || aggregate.fn === 'count' ? null : (
        <ColumnPick node={node} aggregate={aggregate} columns={table?.columns ?? []} onChange={change} />
      )}
      <span>
        {t('builder.in')} <span className={styles.table}>{node.table}</span>
      </span>
      {aggregate === undefined ? null : (
        <AggregateComparison
          node={node}
          aggregate={aggregate}
          columns={table?.columns ?? []}
          onChange={change}
        />
      )}
    </NodeRow>
  );
}

/** Column and comparison stay where they fit the other function. */
function withFunction(
  before: AggregateNode | undefined,
  fn: AggregateFunction,
  columns: readonly Column[],
): AggregateNode {
  const column = columns.find(({ name }) => name === before?.column);
  const kept = fn !== 'count' && column !== undefined && fitsAggregate(fn, column.type) ? column : undefined;
  const type = aggregateType(fn, kept?.type);
  const wasType = before === undefined ? 'number' : aggregateType(before.fn, column?.type);
  const operators = aggregateOperatorsFor(fn, kept?.type);
  const fits = before !== undefined && wasType === type && operators.includes(before.op);
  const first: Operator = fn === 'count' ? 'gte' : (operators[0] ?? 'gte');
  return {
    fn,
    ...(kept === undefined ? {} : { column: kept.name }),
    ...(fits ? { op: before.op, value: before.value, as: before.as } : { op: first }),
    ...(before === undefined && fn === 'count' ? { value: 1 } : {}),
  };
}

type PartProps = {
  node: RelatedNode;
  aggregate: AggregateNode;
  columns: readonly Column[];
  onChange: (aggregate: AggregateNode, typing?: string) => void;
};

function ColumnPick({ node, aggregate, columns, onChange }: PartProps) {
  const { t } = useTranslation('segments');
  const wrong = useWrongParts(node.id, 'aggregate.');
  const fitting = columns.filter(({ type }) => fitsAggregate(aggregate.fn, type));
  const options = useColumnOptions(fitting, aggregate.column ?? '');
  const typeOf = (name: string | undefined) =>
    aggregateType(aggregate.fn, columns.find((column) => column.name === name)?.type);
  return (
    <>
      <span>{t('builder.of')}</span>
      <Pick
        label={t('builder.column')}
        value={aggregate.column ?? ''}
        options={options}
        onChange={(column) => {
          if (typeOf(column) === typeOf(aggregate.column)) onChange({ ...aggregate, column });
          else {
            const type = columns.find(({ name }) => name === column)?.type;
            const [op = 'eq'] = aggregateOperatorsFor(aggregate.fn, type);
            onChange({ fn: aggregate.fn, column, op });
          }
        }}
        invalid={wrong.has('column')}
      />
    </>
  );
}

function AggregateComparison({ node, aggregate, columns, onChange }: PartProps) {
  const wrong = useWrongParts(node.id, 'aggregate.');
  const { fn, column } = aggregate;
  const columnType = columns.find(({ name }) => name === column)?.type;
  const extreme = fn === 'min' || fn === 'max';
  if (fn !== 'count' && column === undefined) return null;
  return (
    <ComparisonFields
      key={`${fn}.${column}`}
      type={aggregateType(fn, columnType)}
      operators={aggregateOperatorsFor(fn, columnType)}
      comparison={aggregate}
      onChange={({ op, value, as }, typing) =>
        onChange({ fn, ...(column === undefined ? {} : { column }), op, value, as }, typing)
      }
      from={extreme && column !== undefined ? { table: node.table, column } : null}
      wrong={wrong}
    />
  );
}
