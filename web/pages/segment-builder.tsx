import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function NewSegment() {
  const { t } = useTranslation('segments');
  return <PageHeader title={t('title')} />;
}

export function EditSegment() {
  const { t } = useTranslation('segments');
  return <PageHeader title={t('title')} />;
}
