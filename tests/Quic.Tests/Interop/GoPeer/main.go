// Command gopeer is the other end of the interoperability tests: an independent QUIC stack.
//
//	gopeer client ADDRESS CERTIFICATE KEY ROOT NAME BYTES
//	gopeer server CERTIFICATE KEY ROOT
//
// The client sends so many bytes over each of ten streams, wants them back, and prints "ok". The server prints its
// address and echoes every stream until its input ends.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/lucas-clemente/quic-go"
)

func main() {
	var err error
	switch os.Args[1] {
	case "client":
		err = client(os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6], os.Args[7])
	case "server":
		err = server(os.Args[2], os.Args[3], os.Args[4])
	}
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func config(certificate, key, root string) (*tls.Config, error) {
	pem, err := os.ReadFile(root)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	own, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own},
		RootCAs:      pool,
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		NextProtos:   []string{"echo/1"},
		// Shown always, even to a server that would not want it.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil },
	}, nil
}

func client(address, certificate, key, root, name, size string) error {
	settings, err := config(certificate, key, root)
	if err != nil {
		return err
	}
	settings.ServerName = name
	connection, err := quic.DialAddr(address, settings, nil)
	if err != nil {
		return err
	}
	length, err := strconv.Atoi(size)
	if err != nil {
		return err
	}
	for i := 0; i < 10; i++ {
		if err := echo(connection, length); err != nil {
			return err
		}
	}
	fmt.Println("ok")
	return connection.CloseWithError(7, "")
}

func echo(connection quic.Connection, length int) error {
	stream, err := connection.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	sent := make([]byte, length)
	rand.Read(sent)
	go func() {
		stream.Write(sent)
		stream.Close()
	}()
	back, err := io.ReadAll(stream)
	if err != nil {
		return err
	}
	if !bytes.Equal(sent, back) {
		return errors.New("other bytes came back")
	}
	return nil
}

func server(certificate, key, root string) error {
	settings, err := config(certificate, key, root)
	if err != nil {
		return err
	}
	listener, err := quic.ListenAddr("127.0.0.1:0", settings, nil)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	go accept(listener)
	io.ReadAll(os.Stdin)
	return nil
}

func accept(listener quic.Listener) {
	for {
		connection, err := listener.Accept(context.Background())
		if err != nil {
			return
		}
		go func() {
			for {
				stream, err := connection.AcceptStream(context.Background())
				if err != nil {
					return
				}
				go func() {
					io.Copy(stream, stream)
					stream.Close()
				}()
			}
		}()
	}
}
