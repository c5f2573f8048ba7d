namespace Garita.Broker.Connections;

/// <summary>
/// The transport's half of the seam. All three members are called with no lock held, at the end of the turn that caused
/// them, on whatever thread that turn ran; they must return soon and must not throw.
/// </summary>
public interface IConnectionOwner
{
    /// <summary>
    /// Output went from none to some. The owner calls <see cref="MqttConnection.TryTakeOutput"/> until it returns
    /// false, one writer at a time; until that false this is not called again for the connection.
    /// </summary>
    void OutputReady(MqttConnection connection);

    /// <summary>
    /// The broker is done with the connection. The owner writes what output is left, within a bound of its own, closes
    /// the socket and then calls <see cref="MqttConnection.Closed"/>. Called at most once.
    /// </summary>
    void Close(MqttConnection connection);

    /// <summary>
    /// Reading may go on after <see cref="ReceiveResult.Pause"/>. May come before that result was looked at.
    /// </summary>
    void ResumeReading(MqttConnection connection);
}
