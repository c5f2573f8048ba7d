// Command goclient asks over HTTP/3 with quic-go, an independent stack.
//
//	goclient URL CERTIFICATE KEY ROOT
//
// It prints the protocol and the status in one line, then the body. Certificate and key are read apart, so that a test
// may show a certificate with another's key.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/lucas-clemente/quic-go/http3"
)

func main() {
	if err := get(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func get(url, certificate, key, root string) error {
	own, err := identity(certificate, key)
	if err != nil {
		return err
	}
	trusted, err := os.ReadFile(root)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	road := &http3.RoundTripper{TLSClientConfig: &tls.Config{
		RootCAs:              pool,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return own, nil },
	}}
	defer road.Close()
	client := &http.Client{Transport: road}
	answer, err := client.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	fmt.Println(answer.Proto, answer.StatusCode)
	fmt.Println(string(body))
	return nil
}

func identity(certificate, key string) (*tls.Certificate, error) {
	chain, err := os.ReadFile(certificate)
	if err != nil {
		return nil, err
	}
	secret, err := os.ReadFile(key)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(secret)
	if block == nil {
		return nil, errors.New("no key in " + key)
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	own := &tls.Certificate{PrivateKey: private}
	for {
		var next *pem.Block
		if next, chain = pem.Decode(chain); next == nil {
			return own, nil
		}
		own.Certificate = append(own.Certificate, next.Bytes)
	}
}
