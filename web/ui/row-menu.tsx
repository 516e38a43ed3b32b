import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreVertical20Regular } from '@fluentui/react-icons/svg/more-vertical';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowAction } from './data-list.tsx';

/** What can be done with one thing, behind three dots. `name` says with which. */
export function RowMenu({ name, actions }: { name: string; actions: RowAction[] }) {
  const { t } = useTranslation('common');
  if (actions.length === 0) return null;
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreVertical20Regular />}
          aria-label={t('moreActions', { name })}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {actions.map(({ id, label, icon, onSelect, disabled }) => (
            <MenuItem
              key={id}
              {...(icon === undefined ? {} : { icon: icon as ReactElement })}
              disabled={typeof disabled === 'string'}
              title={disabled || undefined}
              onClick={onSelect}
            >
              {label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
