import { Link } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { about } from '../../api/people-calls.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Facts, Section } from '../../ui/section.tsx';

export function About() {
  const { t } = useTranslation('system');
  const { data, error, refetch } = useQuery({
    queryKey: ['about'],
    queryFn: about,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section title="Segue">
      <ProblemBar problem={error} onRetry={() => void refetch()} />
      <Facts
        facts={[
          [t('version'), data?.version],
          [t('database'), data && t(`database_${data.database}`)],
          [t('node'), data?.node],
          [t('license'), 'Apache 2.0'],
          [
            t('api'),
            <Link key="docs" href="/api/docs">
              /api/docs
            </Link>,
          ],
        ]}
      />
    </Section>
  );
}
