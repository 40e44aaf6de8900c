// A verifier that is not ours: golang.org/x/mod/sumdb (note, tlog), as Debian packages it.
//
// It reads JSON from standard input, checks checkpoint, tiles and proofs against the verifier key, then alters every
// one of them, bit by bit or hash by hash, and demands that each altered one is refused. It prints what it counted.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index  int64
	Leaf   []byte
	Hashes [][]byte
}

type consistency struct {
	From, To int64
	FromRoot []byte
	ToRoot   []byte
	Hashes   [][]byte
}

type input struct {
	Key        string
	Checkpoint string
	Tiles      map[string][]byte
	Leaves     [][]byte
	Inclusion  []inclusion
	Consistent []consistency
}

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in))
	verifier, err := note.NewVerifier(in.Key)
	must(err)
	size, root, err := open(in.Checkpoint, verifier)
	must(err)
	accepted, refused := 1, 0

	for i := range in.Checkpoint {
		altered := []byte(in.Checkpoint)
		altered[i] ^= 1
		s, r, err := open(string(altered), verifier)
		if err == nil && (s != size || r != root) {
			fail("a checkpoint with another byte at %d", i)
		}
		// Bits that base64 does not use change nothing.
		if err != nil {
			refused++
		}
	}

	served := tiles{in.Tiles, size}
	must(served.check(root))
	for i, leaf := range in.Leaves {
		hashes, err := served.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		must(err)
		if hashes[0] != tlog.RecordHash(leaf) {
			fail("leaf %d is not what its tile says", i)
		}
		accepted++
	}
	for path, bytes := range in.Tiles {
		for at := 0; at < len(bytes); at += 32 {
			bytes[at+at/32%32] ^= 1
			if served.check(root) == nil {
				fail("tile %s with another hash %d", path, at/32)
			}
			bytes[at+at/32%32] ^= 1
			refused++
		}
	}

	for _, p := range in.Inclusion {
		must(tlog.CheckRecord(record(p.Hashes), size, root, p.Index, tlog.RecordHash(p.Leaf)))
		accepted++
		for i := range p.Hashes {
			p.Hashes[i][i%32] ^= 1
			if tlog.CheckRecord(record(p.Hashes), size, root, p.Index, tlog.RecordHash(p.Leaf)) == nil {
				fail("an altered inclusion proof of %d", p.Index)
			}
			p.Hashes[i][i%32] ^= 1
			refused++
		}
		p.Leaf[len(p.Leaf)-2] ^= 1
		if tlog.CheckRecord(record(p.Hashes), size, root, p.Index, tlog.RecordHash(p.Leaf)) == nil {
			fail("another leaf at %d", p.Index)
		}
		refused++
	}
	for _, c := range in.Consistent {
		from, to := hash(c.FromRoot), hash(c.ToRoot)
		must(tlog.CheckTree(record(c.Hashes), c.To, to, c.From, from))
		accepted++
		for i := range c.Hashes {
			c.Hashes[i][i%32] ^= 1
			if tlog.CheckTree(record(c.Hashes), c.To, to, c.From, from) == nil {
				fail("an altered consistency proof from %d", c.From)
			}
			c.Hashes[i][i%32] ^= 1
			refused++
		}
		from[0] ^= 1
		if tlog.CheckTree(record(c.Hashes), c.To, to, c.From, from) == nil {
			fail("another root at %d", c.From)
		}
		refused++
	}
	fmt.Printf("accepted %d refused %d\n", accepted, refused)
}

// open reads a checkpoint as C2SP tlog-checkpoint says: origin, size, root.
func open(text string, verifier note.Verifier) (int64, tlog.Hash, error) {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return 0, tlog.Hash{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return 0, tlog.Hash{}, fmt.Errorf("not a root")
	}
	return size, hash(root), nil
}

// tiles is what was served; C2SP leaves the tile height, which is 8, out of the path.
//
// The library's own TileHashReader is not used: up to 0.7.0 at least it leaves some full tiles unchecked, where several
// subtrees of the right edge stand in one tile.
type tiles struct {
	bytes map[string][]byte
	size  int64
}

// at finds a tile as wide as it is in the tree.
func (t tiles) at(level int, index int64) (tlog.Tile, []byte, error) {
	width := t.size>>uint(8*level) - index<<8
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: level, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	bytes, there := t.bytes[path]
	if !there {
		return tile, nil, fmt.Errorf("%s was not served", path)
	}
	return tile, bytes, nil
}

// ReadHashes makes the tiles a tlog.HashReader.
func (t tiles) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		place := tlog.TileForIndex(8, index)
		tile, bytes, err := t.at(place.L, place.N)
		if err != nil {
			return nil, err
		}
		hash, err := tlog.HashFromTile(tile, bytes, index)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

// check demands that the tiles lead to the root, and that each full one has the hash that the tile above says.
func (t tiles) check(root tlog.Hash) error {
	found, err := tlog.TreeHash(t.size, t)
	if err != nil {
		return err
	}
	if found != root {
		return fmt.Errorf("the tiles do not lead to the root")
	}
	for level := 0; t.size>>uint(8*(level+1)) > 0; level++ {
		for index := int64(0); index < t.size>>uint(8*(level+1)); index++ {
			halves, err := t.ReadHashes([]int64{tlog.StoredHashIndex(8*level+7, 2*index), tlog.StoredHashIndex(8*level+7, 2*index+1)})
			if err != nil {
				return err
			}
			above, err := t.ReadHashes([]int64{tlog.StoredHashIndex(8*(level+1), index)})
			if err != nil {
				return err
			}
			if tlog.NodeHash(halves[0], halves[1]) != above[0] {
				return fmt.Errorf("a tile is not what the one above says")
			}
		}
	}
	return nil
}

func record(hashes [][]byte) []tlog.Hash {
	var proof []tlog.Hash
	for _, h := range hashes {
		proof = append(proof, hash(h))
	}
	return proof
}

func hash(bytes []byte) (h tlog.Hash) {
	copy(h[:], bytes)
	return h
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fail(format string, args ...interface{}) {
	must(fmt.Errorf("accepted: "+format, args...))
}
