using System.Net;
using System.Net.Sockets;

namespace Garita.Server.Listeners;

/// <summary>A listener could not start. The message is meant for the person who started it.</summary>
public sealed class ListenerStartException : Exception
{
    /// <summary>Makes one.</summary>
    public ListenerStartException(ListenerStartFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>What was wrong.</summary>
    public ListenerStartFailure Failure { get; }

    internal static ListenerStartException Of(IPEndPoint endpoint, SocketException fault)
    {
        ListenerStartFailure failure = fault.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => ListenerStartFailure.AddressInUse,
            SocketError.AddressNotAvailable => ListenerStartFailure.AddressNotAvailable,
            SocketError.AccessDenied => ListenerStartFailure.AccessDenied,
            _ => ListenerStartFailure.Other,
        };
        string why = failure switch
        {
            ListenerStartFailure.AddressInUse => "another program has this port; stop it or choose another port",
            ListenerStartFailure.AddressNotAvailable => "this machine does not have that address",
            ListenerStartFailure.AccessDenied => "this user may not take that port; choose one above 1023",
            ListenerStartFailure.CertificateTooLarge or ListenerStartFailure.Other => fault.Message,
        };
        return new ListenerStartException(failure, $"Cannot listen on {endpoint}: {why}.", fault);
    }
}
