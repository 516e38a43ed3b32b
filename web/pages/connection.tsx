// One connection: whose account, who may use it, in whose name, under which consent, and what it uses of the limit.
import { Button, Link as ExternalLink, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { useFormat } from '../ui/format.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Facts, Section } from '../ui/section.tsx';
import { Budget } from './connections/budget.tsx';
import { ConsentTextBox } from './connections/consent-text.tsx';
import { type Connection, connectionQuery, consentTextQuery, usingQuery } from './connections/data.ts';
import { EditConnection } from './connections/edit-connection.tsx';
import { ExportUserSection } from './connections/export-user.tsx';
import { useLinkStyles } from './connections/link-styles.ts';
import { RemoveConnection } from './connections/remove-connection.tsx';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    alignItems: 'start',
    gap: tokens.spacingVerticalL,
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
  },
  column: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 },
  list: { display: 'grid', gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: 'none' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export function ConnectionPage() {
  const { id } = useParams({ from: '/shell/admin/connections/$id' });
  return useMay()('connections.create') ? <Details key={id} id={id} /> : <NotFound />;
}

function Details({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation(['connections', 'common']);
  const navigate = useNavigate();
  const [doing, setDoing] = useState<'edit' | 'remove' | null>(null);
  const query = useQuery(connectionQuery(id));
  const connection = query.data?.connection;
  const up = { to: '/admin/connections', label: t('title') };
  if (connection === undefined) {
    return (
      <>
        <PageHeader title={t('connection')} up={up} />
        <ProblemBar problem={query.error} onRetry={() => query.refetch()} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={connection.displayName}
        up={up}
        actions={
          <>
            <Button icon={<EditRegular />} onClick={() => setDoing('edit')}>
              {t('common:edit')}
            </Button>
            <Button icon={<DeleteRegular />} onClick={() => setDoing('remove')}>
              {t('common:remove')}
            </Button>
          </>
        }
      />
      <ProblemBar problem={query.error} intent="warning" onRetry={() => query.refetch()} />
      <Budget id={id} />
      <div className={styles.grid}>
        <div className={styles.column}>
          <About connection={connection} />
          <ConsentRecord connection={connection} />
        </div>
        <div className={styles.column}>
          <ExportUserSection connection={connection} />
          <Using id={id} />
        </div>
      </div>
      {doing === 'edit' ? <EditConnection id={id} onClose={() => setDoing(null)} /> : null}
      {doing === 'remove' ? (
        <RemoveConnection
          connection={connection}
          onClose={() => setDoing(null)}
          onRemoved={() => navigate({ to: '/admin/connections' })}
        />
      ) : null}
    </>
  );
}

function About({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const format = useFormat();
  const { brand, limits, keyFrom, sharedWithContributors, createdAt } = connection;
  return (
    <Section title={t('details')}>
      <Facts
        facts={[
          [t('type'), t('omnisend')],
          [t('brand'), brand.name],
          [t('website'), websiteOf(brand.website)],
          [t('who'), sharedWithContributors ? t('contributorsToo') : t('administratorsOnly')],
          [t('apiKey'), keyFrom === null ? t('keyStored') : t('keyFrom', { place: keyFrom })],
          [t('maxProfiles'), format.number(limits.maxProfilesPerExport)],
          [t('rateShare'), format.percent(limits.rateShare)],
          [t('created'), format.dateTime(createdAt)],
        ]}
      />
    </Section>
  );
}

/** Only what is plainly a web address becomes a link: the text comes from Omnisend. */
function websiteOf(address: string | null): ReactNode {
  if (address === null || !/^https?:\/\//i.test(address)) return address;
  return (
    <ExternalLink href={address} target="_blank" rel="noreferrer" inline>
      {address.replace(/^https?:\/\//i, '')}
    </ExternalLink>
  );
}

function Using({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const { link } = useLinkStyles();
  const using = useQuery(usingQuery(id));
  return (
    <Section title={t('usingTitle')}>
      <ProblemBar problem={using.error} onRetry={() => using.refetch()} />
      {using.data?.length === 0 ? <Text className={styles.quiet}>{t('usingNone')}</Text> : null}
      <ul className={styles.list}>
        {(using.data ?? []).map((each) => (
          <li key={each.id}>
            <Link className={link} to="/exports/$id" params={{ id: each.id }}>
              {each.name}
            </Link>{' '}
            {each.running ? <Text className={styles.quiet}>{t('running')}</Text> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ConsentRecord({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const format = useFormat();
  const { acceptedBy, acceptedAt, version } = connection.consent;
  const text = useQuery(consentTextQuery);
  const [shown, setShown] = useState(false);
  return (
    <Section
      title={t('consent')}
      actions={
        <Button appearance="subtle" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('showText')}
        </Button>
      }
    >
      <Facts
        facts={[
          [t('acceptedBy'), acceptedBy],
          [t('acceptedAt'), format.dateTime(acceptedAt)],
          [t('textVersion'), version],
        ]}
      />
      {shown && text.data?.version === version ? <ConsentTextBox /> : null}
      {shown && text.data !== undefined && text.data.version !== version ? (
        <Text>{t('otherText')}</Text>
      ) : null}
    </Section>
  );
}
