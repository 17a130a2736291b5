// Places that would stand on top of each other make a crowd. First they are sorted into a grid of squares, then crowds too near to a larger
// one join it, so that two never stand closer than `room` on the screen. It depends on the zoom alone, not on what is in view: a pin doesn't
// change while the map is moved.

const square = 72; // px
const room = 52; // px between two crowds: what a finger needs, and the width of a number
const block = 28 * square; // px: 2016
const tile = 256; // px: the world's width at zoom 0

// Where a point stands in the world of the Mercator projection, as shares of its width.
export function world(lat, lon) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

// The region around a point in pixels: large enough for any screen, and the same for all points of one block of the world.
export function regionOf(x, y) {
  const [column, row] = [Math.floor(x / block), Math.floor(y / block)];
  return { west: (column - 1) * block, north: (row - 1) * block, east: (column + 2) * block, south: (row + 2) * block, name: `${column} ${row}` };
}

// points: {x, y, state}, x and y from world(). Returns the crowds {x, y, points, open, past} of a region, in pixels at this zoom, in the order of
// reading.
export function crowds(points, zoom, { west, north, east, south }) {
  const scale = tile * 2 ** zoom;
  const squares = new Map();
  for (const point of points) {
    const [x, y] = [point.x * scale, point.y * scale];
    if (x < west || x >= east || y < north || y >= south) continue;
    const key = keyOf(x, y, square);
    const at = squares.get(key);
    if (at) at.push(point);
    else squares.set(key, [point]);
  }
  const all = [];
  for (const list of squares.values()) {
    let x = 0, y = 0;
    for (const point of list) (x += point.x), (y += point.y);
    all.push({ x: (x / list.length) * scale, y: (y / list.length) * scale, points: list });
  }
  all.sort((a, b) => b.points.length - a.points.length || a.y - b.y || a.x - b.x);
  const kept = joined(all);
  for (const crowd of kept) {
    crowd.open = crowd.points.filter((p) => p.state === 1).length;
    crowd.past = crowd.points.filter((p) => p.state === 2).length;
  }
  const row = (crowd) => Math.floor(crowd.y / square);
  return kept.sort((a, b) => row(a) - row(b) || a.x - b.x);
}

// joined keeps the larger of two crowds where it stands and gives it the points of the smaller.
function joined(all) {
  const kept = [];
  const near = new Map(); // squares of the least distance → crowds kept there
  for (const crowd of all) {
    let host = null;
    for (let dx = -1; dx <= 1 && !host; dx++) {
      for (let dy = -1; dy <= 1 && !host; dy++) {
        host = near.get(keyOf(crowd.x + dx * room, crowd.y + dy * room, room))?.find((o) => Math.hypot(o.x - crowd.x, o.y - crowd.y) < room);
      }
    }
    if (host) {
      host.points = host.points.concat(crowd.points);
      continue;
    }
    kept.push(crowd);
    const key = keyOf(crowd.x, crowd.y, room);
    near.set(key, [...(near.get(key) ?? []), crowd]);
  }
  return kept;
}

// keyOf names a square of a grid: one number, as both parts stay below two to the 24th.
function keyOf(x, y, size) {
  return Math.floor(x / size) * 2 ** 24 + Math.floor(y / size);
}
