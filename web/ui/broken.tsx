// What stands in the place of a page that does not exist or could not be shown.
import { Button, makeStyles, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem-error.ts';
import { PageHeader } from './page-header.tsx';
import { ProblemBar } from './problem.tsx';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '16px', padding: '24px' },
});

export function NotFound() {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  return (
    <div className={styles.box}>
      <PageHeader title={t('notFoundTitle')} description={t('notFoundText')} />
      <Link to="/">{t('toHome')}</Link>
    </div>
  );
}

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation(['shell', 'common']);
  const router = useRouter();
  const queries = useQueryClient();
  const again = () => {
    void queries.invalidateQueries();
    reset();
    void router.invalidate();
  };
  return (
    <div className={styles.box}>
      <PageHeader title={t('brokenTitle')} />
      {error instanceof ProblemError ? (
        <ProblemBar problem={error} onRetry={again} />
      ) : (
        <>
          <Text>{t('brokenText')}</Text>
          <Button onClick={again}>{t('common:tryAgain')}</Button>
        </>
      )}
    </div>
  );
}
