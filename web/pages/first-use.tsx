import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function FirstUse() {
  const { t } = useTranslation('firstUse');
  return <PageHeader title={t('title')} />;
}
