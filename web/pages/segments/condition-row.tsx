// A condition on an attribute, or on a column of a related row.
import { useTranslation } from 'react-i18next';
import type { AttributeNode } from './builder-tree.ts';
import { tableOf, useBuilding } from './building.ts';
import { ComparisonFields } from './comparison-fields.tsx';
import { firstComparison, operatorsFor, withOperator } from './comparisons.ts';
import { NodeRow, useWrongParts } from './node-row.tsx';
import { Pick } from './pick.tsx';
import { useColumnOptions } from './use-column-options.ts';

export function ConditionRow({ node, scope }: { node: AttributeNode; scope: string }) {
  const { t } = useTranslation('segments');
  const building = useBuilding();
  const table = tableOf(building, scope);
  const wrong = useWrongParts(node.id);
  const options = useColumnOptions(table?.columns ?? [], node.attribute);
  const type = table?.columns.find(({ name }) => name === node.attribute)?.type ?? 'text';
  const choose = (attribute: string) => {
    const next = table?.columns.find(({ name }) => name === attribute);
    if (next === undefined) return;
    const fits = node.attribute !== '' && next.type === type && operatorsFor(type).includes(node.op);
    const { kind, id } = node;
    // The operator stays where it fits; the value belonged to the other column.
    const { op, as } = node;
    const kept = fits ? withOperator(type, { op, as }, op) : firstComparison(next.type);
    building.dispatch({ do: 'change', node: { kind, id, attribute, ...kept } });
  };
  return (
    <NodeRow id={node.id} name={node.attribute || t('builder.condition')}>
      <Pick
        wide
        label={t(scope === '' ? 'builder.attribute' : 'builder.column')}
        value={node.attribute}
        options={options}
        onChange={choose}
        invalid={wrong.has('attribute')}
      />
      {node.attribute === '' ? null : (
        <ComparisonFields
          key={node.attribute}
          type={type}
          operators={operatorsFor(type)}
          comparison={node}
          onChange={({ op, value, as }, typing) => {
            const { kind, id, attribute } = node;
            const next: AttributeNode = { kind, id, attribute, op, value, as };
            building.dispatch({ do: 'change', node: next, ...(typing === undefined ? {} : { typing }) });
          }}
          from={table === undefined ? null : { table: table.name, column: node.attribute }}
          wrong={wrong}
        />
      )}
    </NodeRow>
  );
}
