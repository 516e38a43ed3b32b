// One rule: how it joins those before it, its conditions, and how many it finds, alone and together.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDown20Regular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUp20Regular } from '@fluentui/react-icons/svg/arrow-up';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { RuleNode } from './builder-tree.ts';
import { useBuilding } from './building.ts';
import { GroupBox } from './group-box.tsx';
import { useWrong, Wrong } from './node-row.tsx';
import { Pick } from './pick.tsx';

const useStyles = makeStyles({
  join: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground3,
  },
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    minWidth: 0,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalM },
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    minHeight: '32px',
  },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  counts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    margin: 0,
    marginInlineStart: 'auto',
    fontVariantNumeric: 'tabular-nums',
  },
  count: { display: 'flex', alignItems: 'baseline', gap: tokens.spacingHorizontalXS },
  name: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  number: { margin: 0, fontWeight: tokens.fontWeightSemibold },
  stale: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
});

export type RuleCount = { count: number; total: number };
type Props = { rule: RuleNode; index: number; of: number; counts: RuleCount | undefined; counting: boolean };

export function RuleCard(props: Props) {
  const { rule, index, counts, counting } = props;
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const { dispatch } = useBuilding();
  const id = useId();
  const sets = (['union', 'intersect', 'except'] as const).map((value) => ({
    value,
    label: t(`sets.${value}`),
  }));
  return (
    <>
      {index === 0 ? null : (
        <div className={styles.join}>
          <Pick
            label={t('builder.joins', { number: index + 1 })}
            value={rule.set}
            options={sets}
            onChange={(set) => dispatch({ do: 'set', id: rule.id, set })}
          />
          <span>{t(`sets.${rule.set}Hint`)}</span>
        </div>
      )}
      <article className={styles.card} aria-labelledby={id} data-node={rule.id}>
        <div className={styles.head}>
          <h3 id={id} className={styles.title}>
            {t('builder.rule', { number: index + 1 })}
          </h3>
          <Counts counts={counts} counting={counting} />
          <RuleMenu {...props} />
        </div>
        <Wrong messages={useWrong(rule.id)} />
        <GroupBox group={rule.where} scope="" />
      </article>
    </>
  );
}

function Counts({ counts, counting }: { counts: RuleCount | undefined; counting: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const shown = (value: number | undefined) =>
    value === undefined ? (counting ? t('builder.counting') : '–') : format.number(value);
  const facts = [
    [t('builder.alone'), counts?.count],
    [t('builder.running'), counts?.total],
  ] as const;
  return (
    <dl className={styles.counts} aria-busy={counting}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.count}>
          <dt className={styles.name}>{name}</dt>
          <dd className={mergeClasses(styles.number, counting && styles.stale)}>{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function RuleMenu({ rule: { id }, index, of }: Props) {
  const { t } = useTranslation('segments');
  const { dispatch } = useBuilding();
  if (of === 1) return null;
  const first = index === 0;
  const last = index === of - 1;
  return (
    <span data-handles>
      <RowMenu
        name={t('builder.rule', { number: index + 1 })}
        actions={[
          {
            id: 'up',
            label: t('builder.up'),
            icon: <ArrowUp20Regular />,
            disabled: first && ' ',
            onSelect: () => dispatch({ do: 'moveRule', id, by: -1 }),
          },
          {
            id: 'down',
            label: t('builder.down'),
            icon: <ArrowDown20Regular />,
            disabled: last && ' ',
            onSelect: () => dispatch({ do: 'moveRule', id, by: 1 }),
          },
          {
            id: 'remove',
            label: t('builder.remove'),
            icon: <Delete20Regular />,
            onSelect: () => dispatch({ do: 'removeRule', id }),
          },
        ]}
      />
    </span>
  );
}
