import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../api/people-calls.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Section } from '../ui/section.tsx';
import { AboutYou } from './profile/about-you.tsx';
import { ChangePassword } from './profile/change-password.tsx';
import { MailNotices } from './profile/mail-notices.tsx';
import { OwnTokens } from './profile/own-tokens.tsx';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: tokens.spacingHorizontalXL,
  },
  text: { margin: 0 },
});

export function Profile() {
  const styles = useStyles();
  const { t } = useTranslation('profile');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={styles.grid}>
        <AboutYou />
        <ChangePassword />
        <MailNotices />
        <Sessions />
      </div>
      <OwnTokens />
    </>
  );
}

function Sessions() {
  const styles = useStyles();
  const { t } = useTranslation('profile');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('sessions')}>
      <p className={styles.text}>{t('sessionsText')}</p>
      <div>
        <Button onClick={() => setAsking(true)}>{t('signOutEverywhere')}</Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={t('signOutTitle')}
        confirmLabel={t('signOutEverywhere')}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await own.signOutEverywhere();
          await navigate({ to: '/sign-in' });
          queries.clear();
        }}
      >
        {t('signOutText')}
      </ConfirmDialog>
    </Section>
  );
}
