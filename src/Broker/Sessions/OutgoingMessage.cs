using Garita.Broker.Routing;

namespace Garita.Broker.Sessions;

/// <summary>One message on its way to one client.</summary>
internal struct OutgoingMessage
{
    public Publication Publication;
    public DeliveryTerms Terms;

    /// <summary>0 until it is first sent.</summary>
    public ushort PacketId;

    /// <summary>QoS 2: PUBREC has come, PUBCOMP is awaited.</summary>
    public bool Released;

    /// <summary>Sent, or sent again, on the present connection.</summary>
    public bool OnConnection;
}
