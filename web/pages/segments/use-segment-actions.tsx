// What can be done with one segment, as far as the one who is signed in may.
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { Copy20Regular } from '@fluentui/react-icons/svg/copy';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { Edit20Regular } from '@fluentui/react-icons/svg/edit';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { RowAction } from '../../ui/data-list.tsx';
import { useProblemText } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { csvOf, type Segment, segmentsChanged } from './segment-queries.ts';

type Options = {
  onRefresh: (segment: Segment) => Promise<void>;
  onAddToExport: (segment: Segment) => void;
  onRemove: (segment: Segment) => void;
};

/** A file that the server gives a name; the page stays. */
export function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

export function useSegmentActions(options: Options): (segment: Segment) => RowAction[] {
  const { t } = useTranslation('segments');
  const may = useMay();
  const navigate = useNavigate();
  const toast = useToast();
  const textOf = useProblemText();
  const trying = (work: Promise<unknown>) =>
    void work.catch((thrown: unknown) => {
      const { title, detail, action } = textOf(thrown);
      toast(title, { intent: 'error', body: `${detail} ${action}` });
    });
  const duplicate = async ({ id }: Segment) => {
    const { name } = await ask(api.POST('/api/segments/{id}/duplicate', { params: { path: { id } } }));
    await segmentsChanged();
    toast(t('duplicated', { name }));
  };
  return (segment) => {
    const { id, members } = segment;
    const missing = members === null && t('actions.notComputed');
    const all: (RowAction | false)[] = [
      may('segments.update') && {
        id: 'edit',
        label: t('actions.edit'),
        icon: <Edit20Regular />,
        onSelect: () => void navigate({ to: '/segments/$id/edit', params: { id } }),
      },
      may('segments.refresh') && {
        id: 'refresh',
        label: t('actions.refresh'),
        icon: <ArrowSync20Regular />,
        onSelect: () => trying(options.onRefresh(segment)),
      },
      may('segments.duplicate') && {
        id: 'duplicate',
        label: t('actions.duplicate'),
        icon: <Copy20Regular />,
        onSelect: () => trying(duplicate(segment)),
      },
      may('exports.update') && {
        id: 'addToExport',
        label: t('actions.addToExport'),
        icon: <Add20Regular />,
        onSelect: () => options.onAddToExport(segment),
      },
      {
        id: 'csv',
        label: t('actions.downloadCsv'),
        icon: <ArrowDownload20Regular />,
        disabled: missing,
        onSelect: () => download(csvOf(id)),
      },
      may('segments.delete') && {
        id: 'remove',
        label: t('actions.remove'),
        icon: <Delete20Regular />,
        onSelect: () => options.onRemove(segment),
      },
    ];
    return all.filter((action) => action !== false);
  };
}
