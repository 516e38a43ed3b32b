import {
  Button,
  Menu,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';

type Props = {
  label: string;
  icon: ReactElement;
  options: string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** A button with a list of which several can be chosen. */
export function CheckMenu({ label, icon, options, chosen, onChange }: Props) {
  return (
    <Menu
      checkedValues={{ chosen: [...chosen] }}
      onCheckedValueChange={(_, { checkedItems }) => onChange(checkedItems)}
      persistOnItemClick
    >
      <MenuTrigger disableButtonEnhancement>
        <Button icon={icon}>{label}</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {options.map((option) => (
            <MenuItemCheckbox key={option} name="chosen" value={option}>
              {option}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
