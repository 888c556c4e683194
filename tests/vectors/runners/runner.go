// Checks the test vectors with Go's `encoding/json`, `encoding/base64` and `crypto/rsa`.
package main

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"unicode/utf8"
)

const least = 1400
const otherRSA = "SameResidue" // the flag of cases that Go before 1.20 accepts, see README.md

type test struct {
	ID, Text, Base64, Form, Signature string
	Flags                             json.RawMessage
	Bits, Exponent                    int
	Verdict                           struct{ Result string }
	Plain                             struct{ JSON, Base64, Signature string }
	Span                              struct{ Offset, Length int }
	Values                            any
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// findSpan finds the value of a member of the outermost object: its offset and its text.
func findSpan(content []byte, name string) (int, []byte) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	must(decoder.Token())
	for decoder.More() {
		var value json.RawMessage
		if member := must(decoder.Token()); must(member, decoder.Decode(&value)) == name {
			return int(decoder.InputOffset()) - len(value), value
		}
	}
	return 0, nil
}

// difference is the first expected value that is not that of the message. Only texts are compared.
func difference(expected, found any) string {
	members, _ := expected.(map[string]any)
	others, _ := found.(map[string]any)
	for name, value := range members {
		if problem := difference(value, others[name]); problem != "" {
			return name + ": " + problem
		}
	}
	if text, isText := found.(string); isText && expected != nil && text != expected {
		return fmt.Sprintf("%q instead of %q", text, expected)
	}
	return ""
}

func publicKey(text string) *rsa.PublicKey {
	block, _ := pem.Decode([]byte(text))
	return must(x509.ParsePKIXPublicKey(block.Bytes)).(*rsa.PublicKey)
}

func holds(key *rsa.PublicKey, content, signature []byte) bool {
	digest := sha256.Sum256(content)
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
}

func checkEnvelope(content []byte, message, key string, t test) string {
	valid := utf8.Valid(content) && json.Valid(content)
	if isRight := valid == (t.Plain.JSON == "valid"); !isRight || t.Span.Length == 0 {
		return map[bool]string{false: fmt.Sprint("it is JSON: ", valid)}[isRight]
	}
	var envelope map[string]any
	_ = json.Unmarshal(content, &envelope) // a number may be out of range
	offset, span := findSpan(content, message)
	if offset != t.Span.Offset || len(span) != t.Span.Length {
		return fmt.Sprintf("the span has %d bytes from %d", len(span), offset)
	} else if problem := difference(t.Values, envelope[message]); problem != "" || t.Plain.Base64 == "" {
		return problem
	}
	text, _ := envelope["signature"].(string)
	signature, _ := base64.StdEncoding.DecodeString(text)
	isBase64 := base64.StdEncoding.EncodeToString(signature) == text
	verdict := isBase64 && holds(publicKey(key), span, signature)
	if isBase64 != (t.Plain.Base64 == "valid") || verdict != (t.Plain.Signature == "valid") {
		return fmt.Sprint("base64: ", isBase64, ", the signature holds: ", verdict)
	}
	return ""
}

func checkKey(signed string, t test) string {
	public := publicKey(t.Text)
	bits := public.N.BitLen()
	accepted := bits >= 2048 && bits <= 4096 && public.E == 65537
	switch {
	case bits != t.Bits || public.E != t.Exponent || accepted != (t.Verdict.Result == "accepted"):
		return fmt.Sprintf("%d bits, exponent %d", bits, public.E)
	case accepted && !holds(public, []byte(signed), must(base64.StdEncoding.DecodeString(t.Signature))):
		return "the signature does not hold"
	}
	return ""
}

func main() {
	total, checked, failed := 0, 0, 0
	for _, path := range must(filepath.Glob(filepath.Join(os.Args[1], "*.json"))) {
		var file struct {
			Keys   map[string]struct{ Spki string }
			Groups []struct {
				Type, Message, Key, Signed string
				Cases                      []test
			}
		}
		_ = json.Unmarshal(must(os.ReadFile(path)), &file) // the schema has no groups
		for _, group := range file.Groups {
			for _, t := range group.Cases {
				total++
				problem := ""
				if t.Form == "spki-pem" {
					problem = checkKey(group.Signed, t)
				} else if group.Type != "Envelope" || bytes.Contains(t.Flags, []byte(otherRSA)) {
					continue
				} else {
					content := append([]byte(t.Text), must(base64.StdEncoding.DecodeString(t.Base64))...)
					problem = checkEnvelope(content, group.Message, file.Keys[group.Key].Spki, t)
				}
				checked++
				if problem != "" {
					failed++
					fmt.Printf("%s: %s\n", t.ID, problem)
				}
			}
		}
	}
	fmt.Printf("go: %d cases checked, %d skipped, %d failed\n", checked, total-checked, failed)
	if failed > 0 || checked < least {
		os.Exit(1)
	}
}
