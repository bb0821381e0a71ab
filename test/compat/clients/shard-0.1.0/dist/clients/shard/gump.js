const bit = (on) => (on ? 1 : 0);
const tokens = {
    resize_pic: (e) => ['resizepic', e.x, e.y, e.gump_id, e.width, e.height],
    no_move: () => ['nomove'],
    no_close: () => ['noclose'],
    page: (e) => ['page', e.id],
    group: (e) => ['group', e.id],
    text: (e, keep) => ['text', e.x, e.y, e.hue, keep(e.text)],
    label_cropped: (e, keep) => ['croppedtext', e.x, e.y, e.width, e.height, e.hue, keep(e.text)],
    html: (e, keep) => {
        const flags = [bit(e.background), bit(e.scrollbar)];
        return ['htmlgump', e.x, e.y, e.width, e.height, keep(e.text), ...flags];
    },
    button: (e) => ['button', e.x, e.y, e.normal_id, e.pressed_id, 1, 0, e.button_id],
    button_page: (e) => ['button', e.x, e.y, e.normal_id, e.pressed_id, 0, e.page_id, 0],
    check_box: (e) => ['checkbox', ...switchFields(e)],
    radio: (e) => ['radio', ...switchFields(e)],
    text_entry: (e, keep) => ['textentry', ...entryFields(e), keep(e.text)],
    text_entry_limited: (e, keep) => ['textentrylimited', ...entryFields(e), keep(e.text), e.size],
    alpha_region: (e) => ['checkertrans', e.x, e.y, e.width, e.height],
    image: (e) => ['gumppic', e.x, e.y, e.gump_id, ...(e.hue > 0 ? [`hue=${e.hue}`] : [])],
    image_tiled: (e) => ['gumppictiled', e.x, e.y, e.width, e.height, e.gump_id],
    item: (e) => e.hue > 0 ? ['tilepichue', e.x, e.y, e.item_id, e.hue] : ['tilepic', e.x, e.y, e.item_id],
    tool_tip: (e) => ['tooltip', e.number],
};
function switchFields(e) {
    return [e.x, e.y, e.inactive_id, e.active_id, bit(e.initial), e.switch_id];
}
function entryFields(e) {
    return [e.x, e.y, e.width, e.height, e.hue, e.entry_id];
}
/** Renders a form for the classic client. A kind of element that this version does not know is left out. */
export function toGump(form) {
    const texts = [];
    const keep = (text) => texts.push(text) - 1;
    const layout = [];
    for (const element of form.elements) {
        const token = tokens[element.type];
        if (token !== undefined)
            layout.push(`{ ${token(element, keep).join(' ')} }`);
    }
    return { layout: layout.join(' '), texts };
}
