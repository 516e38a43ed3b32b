import { Button, Spinner } from '@fluentui/react-components';
import { Table20Regular } from '@fluentui/react-icons/svg/table';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Builder } from './segments/builder.tsx';
import { openedSegmentQuery, ruleTablesQuery, type Segment } from './segments/segment-queries.ts';

export function NewSegment() {
  return <WithTables opened={{ segment: null, tag: null }} />;
}

export function EditSegment() {
  const { id } = useParams({ from: '/shell/segments/$id/edit' });
  const { data, error, refetch } = useQuery(openedSegmentQuery(id));
  if (data === undefined) return <Waiting problem={error} onRetry={() => void refetch()} />;
  return <WithTables key={id} opened={{ segment: data.value, tag: data.tag }} />;
}

function WithTables({ opened }: { opened: { segment: Segment | null; tag: string | null } }) {
  const { t } = useTranslation('segments');
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(ruleTablesQuery);
  if (data === undefined) return <Waiting problem={error} onRetry={() => void refetch()} />;
  if (data.profiles === null) {
    return (
      <>
        <PageHeader title={t('builder.new')} up={{ to: '/segments', label: t('title') }} />
        <EmptyState
          title={t('builder.noTableTitle')}
          text={t('builder.noTableText')}
          icon={<Table20Regular />}
          action={
            <Button appearance="primary" onClick={() => void navigate({ to: '/sources' })}>
              {t('builder.toSources')}
            </Button>
          }
        />
      </>
    );
  }
  return <Builder {...opened} profiles={data.profiles} related={data.related} />;
}

function Waiting({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  const { t } = useTranslation(['segments', 'common']);
  return (
    <>
      <PageHeader title={t('title')} up={{ to: '/segments', label: t('title') }} />
      {problem === null ? (
        <Spinner label={t('common:loading')} />
      ) : (
        <ProblemBar problem={problem} onRetry={onRetry} />
      )}
    </>
  );
}
