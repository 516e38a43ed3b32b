// "Data privacy and compliance": the text that an administrator agrees to before a connection is made. Who agreed to
// which version is kept for good, so a text that was ever shown is never edited: another wording is another version.
import { z } from 'zod';
import { pageOf } from './lists.ts';

export const consentVersion = '2026-11';

export const consentText = {
  en: [
    'By making this connection you let Segue send personal data of your customers to Omnisend.',
    'What leaves: for each profile in the segments of an export, its e-mail address, the other fields that the export maps, such as name, address, telephone, birthdate and subscription status, and the names of its segments as tags or properties. Nothing else of your data is sent.',
    'Where it goes: out of your organisation and its own protection, to Omnisend, which may store and process it in other countries under its own terms. Segue cannot take it back or delete it there, except for the tags and properties that it put there itself, and has no part in how Omnisend handles it.',
    'What you answer for: that you have the right to send these data and have told the people concerned; that your agreement with Omnisend meets your duties of data protection, security and confidentiality; and that you map no data that needs more protection than Omnisend gives.',
    'How to stop: an administrator can remove the connection at any time. Runs under way stop at once and nothing more is sent. What Omnisend has by then stays there until you delete it in Omnisend.',
    'Your name, the time and the version of this text are kept for good, also after the connection is removed.',
  ].join('\n\n'),
  sv: [
    'Genom att skapa den här anslutningen låter du Segue skicka personuppgifter om dina kunder till Omnisend.',
    'Vad som lämnas ut: för varje profil i segmenten i en export dess e-postadress, de övriga fält som exporten mappar, till exempel namn, adress, telefon, födelsedatum och prenumerationsstatus, samt namnen på dess segment som taggar eller egenskaper. Inget annat av dina data skickas.',
    'Vart det går: ut ur din organisation och dess eget skydd, till Omnisend, som kan lagra och behandla uppgifterna i andra länder enligt sina egna villkor. Segue kan inte ta tillbaka eller radera dem där, förutom de taggar och egenskaper som Segue självt har lagt dit, och har ingen del i hur Omnisend hanterar dem.',
    'Vad du ansvarar för: att du har rätt att skicka uppgifterna och har informerat de personer som berörs, att ditt avtal med Omnisend uppfyller dina skyldigheter i fråga om dataskydd, säkerhet och sekretess, och att du inte mappar uppgifter som kräver ett starkare skydd än Omnisend ger.',
    'Hur du avbryter: en administratör kan ta bort anslutningen när som helst. Körningar som pågår stoppas genast och inget mer skickas. Det som Omnisend då redan har finns kvar där tills du raderar det i Omnisend.',
    'Ditt namn, tidpunkten och textens version sparas för gott, även efter att anslutningen har tagits bort.',
  ].join('\n\n'),
} as const;

export const ConsentText = z.object({
  version: z.string(),
  /** Paragraphs, with an empty line in between. */
  text: z.object({ en: z.string(), sv: z.string() }),
});
export type ConsentText = z.infer<typeof ConsentText>;

export const Consent = z.object({
  id: z.string(),
  connectionId: z.string(),
  /** As it was called when somebody agreed. */
  connectionName: z.string(),
  brand: z.object({ id: z.string(), name: z.string() }),
  version: z.string(),
  acceptedBy: z.string(),
  acceptedAt: z.iso.datetime(),
  /** Set when the connection was removed. */
  withdrawnBy: z.string().nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
});
export type Consent = z.infer<typeof Consent>;

export const Consents = pageOf(Consent);
