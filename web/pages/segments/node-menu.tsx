// What can be done with a condition or group, and the keys that move it: Alt with an arrow, on this button.
import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { ArrowDown20Regular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowEnter20Regular } from '@fluentui/react-icons/svg/arrow-enter';
import { ArrowExit20Regular } from '@fluentui/react-icons/svg/arrow-exit';
import { ArrowUp20Regular } from '@fluentui/react-icons/svg/arrow-up';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { Group20Regular } from '@fluentui/react-icons/svg/group';
import { GroupDismiss20Regular } from '@fluentui/react-icons/svg/group-dismiss';
import { MoreVertical20Regular } from '@fluentui/react-icons/svg/more-vertical';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type Step, steps, stepTarget } from './builder-tree.ts';
import { useBuilding } from './building.ts';

const keys: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'into', ArrowLeft: 'out' };
const signs = { up: '↑', down: '↓', into: '→', out: '←' } as const;
const icons = {
  up: <ArrowUp20Regular />,
  down: <ArrowDown20Regular />,
  into: <ArrowEnter20Regular />,
  out: <ArrowExit20Regular />,
} as const;

export function NodeMenu({ id, name, isGroup }: { id: string; name: string; isGroup?: boolean }) {
  const { t } = useTranslation('segments');
  const { dispatch, rules } = useBuilding();
  const move = (event: KeyboardEvent) => {
    const step = event.altKey ? keys[event.key] : undefined;
    if (step === undefined) return;
    // Before the menu takes the arrow for its own, and the browser for "back".
    event.preventDefault();
    event.stopPropagation();
    dispatch({ do: 'step', id, step });
  };
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<MoreVertical20Regular />}
          aria-label={t('builder.menu', { name })}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight"
          data-handle
          onKeyDownCapture={move}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {steps.map((step) => (
            <MenuItem
              key={step}
              icon={icons[step]}
              secondaryContent={`Alt ${signs[step]}`}
              disabled={stepTarget(rules, id, step) === null}
              onClick={() => dispatch({ do: 'step', id, step })}
            >
              {t(`builder.${step}`)}
            </MenuItem>
          ))}
          <MenuDivider />
          <MenuItem icon={<Group20Regular />} onClick={() => dispatch({ do: 'wrap', id })}>
            {t('builder.wrap')}
          </MenuItem>
          {isGroup === true ? (
            <MenuItem icon={<GroupDismiss20Regular />} onClick={() => dispatch({ do: 'unwrap', id })}>
              {t('builder.unwrap')}
            </MenuItem>
          ) : null}
          <MenuItem icon={<Delete20Regular />} onClick={() => dispatch({ do: 'remove', id })}>
            {t('builder.remove')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
