import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function Exports() {
  const { t } = useTranslation('exports');
  return <PageHeader title={t('title')} />;
}
