// Title and action, in Swedish, of every error that people are told about by mail: what ends a run, a source or a
// segment for good, or holds it. The English ones are in contract/error-codes.ts.

const words: Record<string, readonly [title: string, action: string]> = {
  secretKeyWrong: [
    'En sparad hemlighet kan inte dekrypteras',
    'Starta med den SEGUE_SECRET_KEY (eller fil secret.key) som den sparades med.',
  ],
  fileMissing: ['Filen finns inte', 'Lägg den i en importmapp, eller rätta sökvägen.'],
  fileOutside: ['Sökvägen leder utanför importmapparna', 'Använd en fil i någon av SEGUE_IMPORT_DIRS.'],
  fileUnreadable: ['Filen kan inte läsas', 'Ge Segues process rätt att läsa den.'],
  fileEmpty: ['Filen är tom', 'Exportera data igen; det behövs en rubrikrad och minst en rad.'],
  fileNotTabular: ['Filen är ingen tabell som Segue kan läsa', 'Använd CSV, TSV, JSON-rader eller Parquet.'],
  columnMissing: ['En kolumn saknas', 'Rätta kolumnens namn, eller exportera filen igen med den.'],
  columnType: ['En kolumn har inte den typ som är inställd', 'Rätta typen, eller de värden som nämns.'],
  keyEmpty: [
    'Några rader saknar kund-id',
    'Varje profil behöver ett id: rätta raderna, eller välj en annan nyckel.',
  ],
  keyDuplicate: [
    'Några kund-id:n förekommer mer än en gång',
    'Varje profil är en rad: rätta raderna, eller välj en annan nyckel.',
  ],
  snapshotCorrupt: ['En ögonblicksbild kan inte läsas', 'Uppdatera källan; Segue skriver en ny.'],
  notIngested: ['Tabellen har inte lästs ännu', 'Uppdatera dess källa först.'],
  ruleInvalid: ['En regel är inte giltig', 'Rätta reglerna i segmentet.'],
  ruleTypeMismatch: [
    'Ett värde i data passar inte regeln',
    'Använd en operator som passar kolumnen, eller ange kolumnens typ.',
  ],
  omnisendKeyWrong: [
    'Omnisend godtar inte API-nyckeln',
    'Skapa en nyckel under Store settings > API keys i Omnisend och lägg in den i anslutningen.',
  ],
  omnisendKeyScope: [
    'API-nyckeln får inte göra detta',
    'Ge nyckeln behörigheterna contacts och brands (läsa och skriva) i Omnisend.',
  ],
  omnisendVersionRetired: ['Omnisend har tagit den här API-versionen ur bruk', 'Uppdatera Segue.'],
  omnisendRefused: ['Omnisend avvisade en begäran', 'Se körningen för Omnisends egna ord.'],
  connectionMissing: ['Exporten har ingen anslutning', 'Välj en anslutning för exporten.'],
  connectionRemoved: ['Anslutningen har tagits bort', 'Välj en annan anslutning för exporten.'],
  keyMissing: [
    'API-nyckeln finns inte där anslutningen läser den',
    'Lägg nyckeln där, eller ge anslutningen en annan plats eller själva nyckeln.',
  ],
  keyOfOtherBrand: [
    'API-nyckeln hör till ett annat Omnisend-konto',
    'Lägg en nyckel för anslutningens konto där den läses, eller skapa en ny anslutning.',
  ],
  exportUserMissing: [
    'Anslutningen har ingen exportanvändare',
    'En administratör öppnar anslutningen och väljer att lägga till sig själv som exportanvändare.',
  ],
  segmentMissing: [
    'Ett av exportens segment saknas eller är inaktivt',
    'Välj andra segment för exporten, eller aktivera det.',
  ],
  mappingInvalid: ['Mappningen passar inte profilerna', 'Mappa fälten till kolumner som profiltabellen har.'],
  membershipNameTaken: ['Två segment skulle dela en tagg', 'Ge ett av dem ett annat namn i exporten.'],
  limitExceeded: [
    'Fler kontakter än anslutningen tillåter',
    'Höj maxProfilesPerExport för anslutningen, eller välj mindre segment.',
  ],
  consentMoved: [
    'En kontakt som hade avregistrerat sig ändrades av en uppdatering',
    'Meddela Omnisends support och Segue; inget annat skickades. Ta bort mappningen av emailStatus om den finns.',
  ],
  propertiesReplaced: [
    'Omnisend ersätter anpassade egenskaper i stället för att lägga till',
    'Ta bort de anpassade egenskaperna ur mappningen (använd taggar för medlemskap), avbryt körningen och börja om.',
  ],
  planCorrupt: ['Körningens planfil kan inte läsas', 'Starta exporten igen; den gör en ny plan.'],
  ledgerCorrupt: [
    'Exportens liggare kan inte läsas',
    'Kör exporten i läget "full"; Segue bygger en ny liggare.',
  ],
  heldUnusual: [
    'Körningen skulle ändra ovanligt mycket',
    'Öppna körningen, titta på dess plan och bekräfta eller avbryt den.',
  ],
  heldQuietStart: [
    'Ett steg i den försiktiga starten är klart',
    'Titta på det som har skickats, och bekräfta eller avbryt körningen.',
  ],
  takeBackIncomplete: [
    'Allt kunde inte tas tillbaka',
    'Ta bort exporten igen, med återtagning, som fortsätter med det som är kvar, eller utan.',
  ],
  runAbandoned: [
    'Körningen avbröts för många gånger',
    'Sök orsaken i loggen, och starta sedan exporten igen.',
  ],
};

/** Undefined for an error that nobody is told about. */
export function swedishWords(code: string): { title: string; action: string } | undefined {
  if (!Object.hasOwn(words, code)) return undefined;
  const found = words[code];
  return found === undefined ? undefined : { title: found[0], action: found[1] };
}
