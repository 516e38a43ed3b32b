// Keys that are kept outside Segue, read anew each time they are needed: nothing of them is stored or remembered here.
import type { KeyReference } from '../core/key-reference.ts';
import { checkKey } from './check-key.ts';
import { readKeyFile } from './key-file.ts';
import { type KeyVault, openKeyVault } from './key-vault.ts';
import { keyMissing } from './problems.ts';

export type VaultOptions = {
  /** A variable of the environment as it is now. */
  variable(name: string): string | undefined;
  /** Azure Key Vault; null when none is set. */
  keyVaultUrl: string | null;
  /** Folders whose files are Segue's own, and no keys of Omnisend. */
  ownFolders: readonly string[];
  timeoutMilliseconds: number;
};

export type Vault = {
  /**
   * Throws `keyMissing` when there is no key at that place, and `keyUnavailable` when the place does not answer.
   * Neither says anything of what was found.
   */
  read(reference: KeyReference): Promise<string>;
};

export function openVault(options: VaultOptions): Vault {
  let keyVault: KeyVault | undefined;
  const secret = (name: string): Promise<string> => {
    const { keyVaultUrl, timeoutMilliseconds } = options;
    if (keyVaultUrl === null) {
      throw keyMissing(`The key is the secret "${name}" of a key vault, and Segue knows of none.`, {
        action: 'Set SEGUE_KEY_VAULT_URL to https://NAME.vault.azure.net and start Segue again.',
        message: 'needs SEGUE_KEY_VAULT_URL',
      });
    }
    keyVault ??= openKeyVault(keyVaultUrl, timeoutMilliseconds);
    return keyVault.secret(name);
  };
  return {
    async read(reference) {
      switch (reference.kind) {
        case 'env':
          return checkKey(
            readVariable(options, reference.name),
            `The environment variable ${reference.name}`,
          );
        case 'file':
          return checkKey(
            await readKeyFile(reference.path, options.ownFolders),
            `The file ${reference.path}`,
          );
        case 'azure-keyvault':
          return checkKey(await secret(reference.name), `The secret "${reference.name}" of the key vault`);
      }
    },
  };
}

function readVariable(options: VaultOptions, name: string): string {
  const value = options.variable(name);
  if (value !== undefined && value.trim() !== '') return value;
  throw keyMissing(`The environment variable ${name} is not set in the Segue process.`, {
    action: `Set ${name} where Segue is started, in every process, and start it again; or give the connection another key.`,
    message: 'names a variable that is not set',
  });
}
