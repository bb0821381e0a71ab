/** Tickets of the example's players: the label of a category, and a text. */
export const exampleTickets: ReadonlyArray<{ readonly about: string; readonly text: string }> = [
  {
    about: 'My character is stuck',
    text: 'I logged out on a ship and now I am inside the harbour wall. I can not move at all.',
  },
  {
    about: 'Something does not work',
    text: 'Meine Satteltasche war nach der Serverlinie leer.\nVorher lagen etwa 400 Barren darin.',
  },
  { about: 'A question', text: 'Does the anniversary shield count for the collector quest?' },
  {
    about: 'Somebody insults me',
    text: 'Кто-то оскорбляет меня у банка уже полчаса, игнор не помогает.',
  },
  { about: 'My account', text: 'メールアドレスを変えましたが、確認のメールが届きません。' },
  { about: 'Something does not work', text: 'اختفى بيتي بعد إعادة تشغيل الخادم. أرجو المساعدة.' },
  {
    about: 'A suggestion',
    text: 'Could vendors show the price per unit? Buying reagents is guesswork right now :)',
  },
  {
    about: 'Somebody harasses my character',
    text: 'A house was placed right before the moongate, six of us are trapped.',
  },
  { about: 'Something else', text: 'Merci pour l’événement de samedi, c’était superbe ! 🎉' },
  {
    about: 'My character is stuck',
    text: 'Utknęłam między łóżkiem a ścianą w gospodzie „Pod Żółwiem”.',
  },
];

/** Their answers to support. */
export const exampleReplies: readonly string[] = [
  'Thank you! I am standing right beside it now.',
  'That was quick. It still happens, I will try again after the restart.',
  'Yes, exactly. Should I wait here?',
  'Works now, thank you very much!',
];
