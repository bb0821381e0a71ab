import { isRight, soak } from './soak.ts';

/** `npm run soak -- MINUTES [SEED]` */
const minutes = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('Say for how many minutes, and with which seed if it is to be a certain one.');
  process.exit(2);
}
const until = Date.now() + minutes * 60_000;
const report = await soak({
  seed,
  isOver: () => Date.now() >= until,
  onRound: ({ rounds, kills, messages, shown }) => {
    if (rounds % 10 === 0)
      console.error(`${rounds} rounds, ${kills} kills, ${messages} messages, ${shown} shown`);
  },
});
const { rounds, kills, messages, shown, lost, twice, wrong } = report;
console.log(
  `seed=${seed} rounds=${rounds} kills=${kills} messages=${messages} shown=${shown} lost=${lost} twice=${twice} wrong=${wrong}`,
);
for (const detail of report.details) console.log(detail);
process.exitCode = isRight(report) && messages > 0 ? 0 : 1;
