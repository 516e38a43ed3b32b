// Who is signed in, and what is theirs alone: language, appearance, profile, signing out.
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { Person20Regular } from '@fluentui/react-icons/svg/person';
import { SignOut20Regular } from '@fluentui/react-icons/svg/sign-out';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import { type Language, saveLanguage } from '../api/people-calls.ts';
import { sessionQuery, useMe } from '../api/session.ts';
import { speak } from '../i18n/language.ts';
import { type ThemeName, themeChoices, useTheme } from './theme.tsx';

const useStyles = makeStyles({
  who: { display: 'grid', padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}` },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  trigger: { minWidth: 'auto', borderRadius: tokens.borderRadiusCircular },
});

const languages = { en: 'english', sv: 'swedish' } as const satisfies Record<Language, string>;
const themes = { light: 'light', dark: 'dark', system: 'asSystem' } as const satisfies Record<
  ThemeName,
  string
>;

export default function AccountMenu() {
  const styles = useStyles();
  const { t, i18n } = useTranslation('shell');
  const me = useMe();
  const { choice, choose } = useTheme();
  const navigate = useNavigate();
  const chooseLanguage = useChooseLanguage();
  const signOut = useSignOut();
  return (
    <Menu
      checkedValues={{ language: [i18n.language], theme: [choice] }}
      onCheckedValueChange={(_, { name, checkedItems: [value] }) => {
        if (name === 'language') chooseLanguage(value === 'sv' ? 'sv' : 'en');
        if (name === 'theme') choose(themeChoices.find((theme) => theme === value) ?? 'system');
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          className={styles.trigger}
          aria-label={t('account', { name: me.name })}
          icon={<Avatar name={me.name} size={28} color="colorful" aria-hidden />}
        />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <Text weight="semibold">{me.name}</Text>
          <Text className={styles.quiet}>{me.email}</Text>
          <Text className={styles.quiet}>{t(`role_${me.role}`)}</Text>
        </div>
        <MenuList>
          <MenuDivider />
          <MenuItem icon={<Person20Regular />} onClick={() => navigate({ to: '/profile' })}>
            {t('profile')}
          </MenuItem>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('language')}</MenuGroupHeader>
            {(['en', 'sv'] as const).map((language) => (
              <MenuItemRadio key={language} name="language" value={language} lang={language}>
                {t(languages[language])}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('theme')}</MenuGroupHeader>
            {themeChoices.map((theme) => (
              <MenuItemRadio key={theme} name="theme" value={theme}>
                {t(themes[theme])}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOut20Regular />} onClick={() => signOut.mutate()}>
            {t('signOut')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** Speaks at once; the server is told, so that it holds in other browsers too. */
export function useChooseLanguage(): (language: Language) => void {
  const queries = useQueryClient();
  return (language) => {
    void speak(language, true);
    queries.setQueryData(sessionQuery.queryKey, (me) => me && { ...me, language });
    // The choice holds in this browser whatever the server answers.
    saveLanguage(language).catch(() => {});
  };
}

function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => ask(api.DELETE('/api/session')),
    async onSuccess() {
      await navigate({ to: '/sign-in' });
      queries.clear();
    },
  });
}
