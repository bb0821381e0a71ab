/** Rows of a form are further apart, so a text within this distance is in the row of the button. */
const row_pixels = 12;
/** All of it, or what is to be seen while one page is open: the pages 0 and `page`. */
export function formText(elements, page) {
    const words = [];
    const choices = [];
    const turns = [];
    const entries = [];
    const switches = [];
    let mayClose = true;
    let at = 0;
    let group = 0;
    let unlabelled;
    const label = (list, one) => {
        list.push(one);
        unlabelled = one;
    };
    for (const element of elements) {
        if (element.type === 'page')
            at = element.id;
        if (page !== undefined && at !== 0 && at !== page)
            continue;
        switch (element.type) {
            case 'no_close':
                mayClose = false;
                break;
            case 'group':
                group = element.id;
                break;
            case 'button':
                label(choices, { button: element.button_id, label: '', y: element.y });
                break;
            case 'button_page':
                label(turns, { page: element.page_id, label: '', y: element.y });
                break;
            case 'check_box':
                label(switches, { id: element.switch_id, label: '', on: element.initial, y: element.y });
                break;
            case 'radio':
                label(switches, {
                    id: element.switch_id,
                    label: '',
                    on: element.initial,
                    group,
                    y: element.y,
                });
                break;
            case 'text':
            case 'label_cropped':
                if (unlabelled === undefined)
                    words.push(element.text);
                else
                    unlabelled.label = element.text;
                unlabelled = undefined;
                break;
            case 'html': {
                const plain = element.text.replaceAll(/<br\s*\/?>/giu, '\n').replaceAll(/<[^>]*>/gu, '');
                if (unlabelled !== undefined && Math.abs(unlabelled.y - element.y) <= row_pixels) {
                    unlabelled.label = plain;
                    unlabelled = undefined;
                }
                else {
                    words.push(plain);
                }
                break;
            }
            case 'text_entry':
                entries.push({ id: element.entry_id, text: element.text });
                break;
            case 'text_entry_limited':
                entries.push({ id: element.entry_id, text: element.text, size: element.size });
                break;
            default:
                break;
        }
    }
    return {
        words,
        choices: choices.map(({ button, label: said }) => ({ button, label: said })),
        turns: turns.map(({ page: to, label: said }) => ({ page: to, label: said })),
        entries,
        switches: switches.map(({ y: _, ...one }) => one),
        mayClose,
    };
}
