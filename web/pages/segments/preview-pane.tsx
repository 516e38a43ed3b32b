// Beside the rules: how many are found, some of them, and who else has them.
import { makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import type { Draft } from './builder-state.ts';
import { placesOf } from './builder-tree.ts';
import { Overlap } from './overlap.tsx';
import { PlainTable } from './plain-table.tsx';
import type { Table } from './segment-queries.ts';
import { useCell } from './use-cell.ts';
import type { PreviewState } from './use-preview.ts';

const useStyles = makeStyles({
  pane: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, minWidth: 0 },
  total: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: tokens.lineHeightHero800,
  },
  number: {
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  stale: { color: tokens.colorNeutralForeground3 },
  calm: { color: tokens.colorNeutralForeground3, margin: 0 },
});

type Props = { draft: Draft; preview: PreviewState; profiles: Table; id: string | null };

export function PreviewPane({ draft, preview, profiles, id }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  return (
    <div className={styles.pane}>
      <Section title={t('builder.preview')}>
        <Total preview={preview} />
        <ProblemBar problem={preview.problem} />
        <Sample draft={draft} preview={preview} profiles={profiles} />
      </Section>
      <Section title={t('details.overlap')}>
        <p className={styles.calm}>{t(id === null ? 'builder.overlapLater' : 'builder.overlapAsSaved')}</p>
        {id === null ? null : <Overlap id={id} />}
      </Section>
    </div>
  );
}

function Total({ preview: { latest, counting, unfinished, problem } }: { preview: PreviewState }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const nothing = latest === null && !counting && problem === null;
  const old = counting || problem !== null;
  const formatted = format.number(latest?.count ?? 0);
  return (
    <>
      <div className={styles.total} role="status" aria-busy={counting}>
        {latest === null ? null : (
          <span className={mergeClasses(styles.number, old && styles.stale)}>
            {t('builder.profiles', { count: latest.count, formatted })}
          </span>
        )}
        {counting ? <Spinner size="tiny" label={t('builder.counting')} /> : null}
        {nothing ? <p className={styles.calm}>{t('builder.nothingYet')}</p> : null}
      </div>
      {unfinished === 0 || nothing ? null : (
        <p className={styles.calm}>
          {t('builder.unfinished', { count: unfinished, formatted: format.number(unfinished) })}
        </p>
      )}
    </>
  );
}

const mostColumns = 4;
const mostRows = 8;

/** What the rules are about comes first. */
function columnsToShow(draft: Draft, profiles: Table): Table['columns'] {
  const used = new Set([profiles.idColumn]);
  for (const { node, scope } of placesOf(draft.rules)) {
    if (node.kind === 'attribute' && scope === '') used.add(node.attribute);
  }
  const rank = (name: string) => (used.has(name) ? 0 : 1);
  return profiles.columns.toSorted((a, b) => rank(a.name) - rank(b.name)).slice(0, mostColumns);
}

function Sample({ draft, preview: { latest }, profiles }: Omit<Props, 'id'>) {
  const { t } = useTranslation('segments');
  const cellOf = useCell();
  if (latest === null || latest.sample.length === 0) return null;
  const columns = columnsToShow(draft, profiles);
  return (
    <PlainTable
      label={t('builder.sampleLabel')}
      columns={columns.map(({ name, type }) => ({ id: name, header: name, end: type === 'number' }))}
      rows={latest.sample.slice(0, mostRows).map((row) => ({
        id: String(row[profiles.idColumn]),
        cells: columns.map(({ name, type }) =>
          name === profiles.idColumn ? String(row[name]) : cellOf(row[name], type),
        ),
      }))}
    />
  );
}
