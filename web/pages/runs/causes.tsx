// Who was turned down, or lost an optional field, grouped by cause, with what to do about each.
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Link,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { ArrowDownload16Regular } from '@fluentui/react-icons/svg/arrow-download';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schemas } from '../../api/client.ts';
import type { Run } from '../../api/export-calls.ts';
import { ProblemError } from '../../api/problem-error.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { rejectionCauses, useCauseWords, warningCauses } from './use-cause-words.ts';

export type Kind = 'rejections' | 'duplicates' | 'warnings';
type Rejection = Schemas['Rejection'];
type Cause = { code: string; reason: string; count: number; examples: Rejection[] };

const fewRows = 500;
const mostExamples = 5;
const codesOf = { rejections: rejectionCauses, warnings: warningCauses, duplicates: ['duplicate'] } as const;

const useStyles = makeStyles({
  head: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'baseline' },
  count: { fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  panel: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  examples: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, overflowWrap: 'anywhere' },
  detail: { color: tokens.colorNeutralForeground3 },
  csv: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

type Rows = { items: Rejection[]; total: number };

async function rowsOf(id: string, kind: Kind, query: { q?: string; limit: number }): Promise<Rows> {
  const params = { path: { id }, query: { ...query, kind } };
  // The same call gives CSV when asked for it: here it never does.
  return (await ask(api.GET('/api/runs/{id}/rejections', { params }))) as Rows;
}

/** Few rows are grouped here; of many the server counts each cause, since its codes are found by searching. */
async function causesOf(id: string, kind: Kind): Promise<Cause[]> {
  const { items, total } = await rowsOf(id, kind, { limit: fewRows });
  if (total <= items.length) {
    const codes = [...new Set(items.map(({ code }) => code))];
    return codes.map((code) => {
      const all = items.filter((item) => item.code === code);
      return causeOf(code, all.length, all);
    });
  }
  const counted = await Promise.all(
    codesOf[kind].map(async (code) => {
      const found = await rowsOf(id, kind, { q: code, limit: mostExamples });
      return causeOf(code, found.total, found.items);
    }),
  );
  return counted.filter(({ count }) => count > 0);
}

function causeOf(code: string, count: number, items: Rejection[]): Cause {
  return { code, count, reason: items[0]?.reason ?? code, examples: items.slice(0, mostExamples) };
}

type Props = { run: Run; kind: Kind; title: string; count: number };

export function Causes({ run, kind, title, count }: Props) {
  const { t } = useTranslation('runs');
  const { data, error } = useQuery({
    queryKey: ['runs', run.id, kind, count],
    queryFn: () => causesOf(run.id, kind),
    enabled: count > 0,
    staleTime: 60_000,
  });
  if (count === 0) return null;
  const gone = error instanceof ProblemError && error.problem.status === 404;
  return (
    <Section title={title} actions={gone ? null : <CsvLink id={run.id} kind={kind} />}>
      {gone ? <Text>{t('listsGone')}</Text> : <ProblemBar problem={error} />}
      <Accordion multiple collapsible defaultOpenItems={kind === 'rejections' ? [...rejectionCauses] : []}>
        {(data ?? [])
          .sort((a, b) => b.count - a.count)
          .map((cause) => (
            <CauseItem key={cause.code} cause={cause} />
          ))}
      </Accordion>
    </Section>
  );
}

function CauseItem({ cause: { code, reason, count, examples } }: { cause: Cause }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { title, toDo } = useCauseWords()(code, reason);
  return (
    <AccordionItem value={code}>
      <AccordionHeader as="h3">
        <span className={styles.head}>
          <span className={styles.count}>{format.number(count)}</span>
          <span>{title}</span>
        </span>
      </AccordionHeader>
      <AccordionPanel className={styles.panel}>
        {toDo === '' ? null : <Text>{toDo}</Text>}
        <ul className={styles.examples} aria-label={t('examples')}>
          {examples.map(({ customerId, email, detail }) => (
            <li key={`${customerId} ${detail}`}>
              {email || t('customer', { id: customerId })}{' '}
              {detail === null || detail === email ? null : (
                <span className={styles.detail}>
                  {email ? `(${t('customer', { id: customerId })}) ` : ''}
                  {detail}
                </span>
              )}
            </li>
          ))}
        </ul>
        {count > examples.length ? (
          <Text className={styles.detail}>
            {t('andMore', { formatted: format.number(count - examples.length) })}
          </Text>
        ) : null}
      </AccordionPanel>
    </AccordionItem>
  );
}

export function CsvLink({ id, kind }: { id: string; kind: Kind }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  return (
    <Link className={styles.csv} href={`/api/runs/${id}/rejections?format=csv&kind=${kind}`} download>
      <ArrowDownload16Regular aria-hidden />
      {t(`csv_${kind}`)}
    </Link>
  );
}
