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

	// The tiles, read by the library's own reader, which checks each against the root.
	read := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles(in.Tiles))
	for i, leaf := range in.Leaves {
		hashes, err := read.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		must(err)
		if hashes[0] != tlog.RecordHash(leaf) {
			fail("leaf %d is not what its tile says", i)
		}
		accepted++
	}
	for path, bytes := range in.Tiles {
		for at := 0; at < len(bytes); at += 32 {
			bytes[at] ^= 1
			altered := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles(in.Tiles))
			found := false
			for i := 0; i < len(in.Leaves) && !found; i++ {
				_, err := altered.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
				found = err != nil
			}
			if !found {
				fail("tile %s with another hash %d", path, at/32)
			}
			bytes[at] ^= 1
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

// tiles gives the library what was served; C2SP leaves the tile height, which is 8, out of the path.
type tiles map[string][]byte

func (tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		bytes, there := t[strings.Replace(tile.Path(), "tile/8/", "tile/", 1)]
		if !there {
			return nil, fmt.Errorf("%s was not served", tile.Path())
		}
		found = append(found, bytes)
	}
	return found, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

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
