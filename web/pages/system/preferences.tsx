import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/section.tsx';
import { LanguageChoice } from '../profile/about-you.tsx';
import { MailNotices } from '../profile/mail-notices.tsx';

/** A person's own, also found on their profile. */
export function Preferences() {
  const { t } = useTranslation('profile');
  return (
    <>
      <Section title={t('language')}>
        <LanguageChoice />
      </Section>
      <MailNotices />
    </>
  );
}
