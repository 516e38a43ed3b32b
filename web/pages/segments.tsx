import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function Segments() {
  const { t } = useTranslation('segments');
  return <PageHeader title={t('title')} />;
}
