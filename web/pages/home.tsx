// The state of things at a glance: what runs, what needs a person, what comes next.
import { Button } from '@fluentui/react-components';
import { Rocket32Regular } from '@fluentui/react-icons/svg/rocket';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { exportsQuery } from '../api/lists.ts';
import { useMay, useMe } from '../api/session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { sourcesQuery } from './sources/queries.ts';

// Charts and signs come a moment later than the page itself.
const Overview = lazy(() => import('./home/overview.tsx'));

export function Home() {
  const { t } = useTranslation('home');
  const sources = useQuery(sourcesQuery);
  const exports = useQuery(exportsQuery);
  const problem = exports.error ?? sources.error;
  return (
    <>
      <PageHeader title={t('title')} />
      {exports.data === undefined || sources.data === undefined ? (
        <>
          <ProblemBar problem={problem} />
          {problem === null ? <ListSkeleton label={t('title')} /> : null}
        </>
      ) : exports.data.length === 0 ? (
        <Start begun={sources.data.length > 0} />
      ) : (
        <Suspense fallback={<ListSkeleton label={t('title')} />}>
          <Overview />
        </Suspense>
      )}
    </>
  );
}

/** Before there is an export, there is nothing to look at but the way to it. */
function Start({ begun }: { begun: boolean }) {
  const { t } = useTranslation('home');
  const may = useMay();
  const navigate = useNavigate();
  const mayBegin = may('sources.create');
  const name = useMe().name.split(' ')[0] ?? '';
  return (
    <EmptyState
      icon={<Rocket32Regular />}
      title={begun ? t('begunTitle') : t('startTitle', { name })}
      text={mayBegin ? (begun ? t('begunText') : t('startText')) : t('startOthers')}
      action={
        mayBegin ? (
          <Button appearance="primary" size="large" onClick={() => void navigate({ to: '/first-use' })}>
            {begun ? t('goOn') : t('start')}
          </Button>
        ) : undefined
      }
    />
  );
}
