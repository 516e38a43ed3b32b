// The lines of the files that are no rows, as they stand there, with why.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';

const pageSize = 20;

const useStyles = makeStyles({
  quiet: { margin: 0, color: tokens.colorNeutralForeground3 },
  list: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0, listStyleType: 'none' },
  line: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  where: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
  at: { fontWeight: tokens.fontWeightSemibold },
  text: {
    display: 'block',
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
  },
  more: { alignSelf: 'flex-start' },
});

export function BadLines({ table: name, total }: { table: string; total: number }) {
  const styles = useStyles();
  const { t } = useTranslation('sources');
  const format = useFormat();
  const lines = useInfiniteQuery({
    queryKey: ['tables', name, 'bad-lines'],
    queryFn: ({ pageParam: offset }) =>
      ask(
        api.GET('/api/tables/{name}/bad-lines', {
          params: { path: { name }, query: { limit: pageSize, offset } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ items }, pages) => {
      const read = pages.reduce((sum, page) => sum + page.items.length, 0);
      return items.length === 0 || read >= total ? undefined : read;
    },
  });
  const items = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('badTitle')}>
      <p className={styles.quiet}>{t('badText', { count: total, formatted: format.number(total) })}</p>
      <ul className={styles.list}>
        {items.map(({ file, line, reason, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and never move
          <li key={index} className={styles.line}>
            <span className={styles.where}>
              <span className={styles.at}>
                {line === null ? file : t('badLine', { line: format.number(line) })}
              </span>
              {line === null ? null : <span className={styles.quiet}>{file}</span>}
              <span>{reason}</span>
            </span>
            <code className={styles.text}>{text}</code>
          </li>
        ))}
      </ul>
      <ProblemBar problem={lines.error} onRetry={() => void lines.refetch()} />
      {lines.hasNextPage ? (
        <Button
          className={styles.more}
          disabled={lines.isFetchingNextPage}
          onClick={() => void lines.fetchNextPage()}
        >
          {t('badMore')}
        </Button>
      ) : null}
    </Section>
  );
}
